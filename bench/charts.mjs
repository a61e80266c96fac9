// Two kinds of plot: bars, one group of them per row, and lines over an axis.

import { document, element, line, powerTicks, roundTicks } from './svg.mjs';
import { text, uprightText, wrapped } from './svg.mjs';
import { figure, roundFigure } from './tables.mjs';

const margin = 24;

/** Bars for `rows` of { label, bars: [{ color, label, cell }] }, with `unit`
 * below and a line from the least to the most that was measured. */
export function barChart({ title, note = '', unit, rows, legend }) {
  const width = 860;
  const [left, right] = [260, width - 110];
  const [bar, gap] = [13, 16];
  const notes = wrapped(note, 125);
  const top = margin + 44 + notes.length * 16;
  const tallest = Math.max(
    ...rows.flatMap(({ bars }) => bars.map(mostOf)),
    1e-9,
  );
  const ticks = roundTicks(tallest);
  const x = (value) => left + ((right - left) * value) / ticks.at(-1);
  const parts = [];
  let y = top + 8;
  for (const { label, bars } of rows) {
    parts.push(text(left - 10, y + (bars.length * bar) / 2 + 4, label, 'end'));
    for (const one of bars) {
      parts.push(...barOf(one, { x, y, bar }));
      y += bar;
    }
    y += gap;
  }
  const grid = ticks.flatMap((tick) => [
    line(x(tick), top, x(tick), y, 'grid'),
    text(x(tick), y + 16, roundFigure(tick), 'quiet middle'),
  ]);
  const height = y + 48;
  return document(width, height, title, [
    ...heading(title, notes, legend),
    ...grid,
    ...parts,
    text((left + right) / 2, height - 12, unit, 'quiet middle'),
  ]);
}

function mostOf({ cell }) {
  return cell ? cell.max : 0;
}

function barOf({ cell, color }, { x, y, bar }) {
  if (!cell) return [text(x(0) + 4, y + bar - 2, '–', 'quiet')];
  const middle = y + bar / 2 - 0.5;
  const shape = { x: x(0), y, width: x(cell.median) - x(0), height: bar - 1 };
  const words = figure(cell.median) + (cell.noisy ? '*' : '');
  return [
    element('rect', { ...shape, fill: color }),
    line(x(cell.min), middle, x(cell.max), middle, 'range'),
    text(x(cell.max) + 6, y + bar - 3, words),
  ];
}

function heading(title, notes, legend) {
  const parts = [text(margin, margin + 6, title, 'title')];
  notes.forEach((words, at) =>
    parts.push(text(margin, margin + 26 + at * 16, words, 'quiet')),
  );
  let x = margin;
  const y = margin + 28 + notes.length * 16;
  for (const { label, color, shape } of legend) {
    parts.push(marker(shape, x + 6, y, color), text(x + 18, y + 4, label));
    x += 34 + label.length * 6.7;
  }
  return parts;
}

/** Shapes tell the lines apart where colours do not. */
function marker(shape, x, y, color) {
  const points = {
    square: [-4, -4, 4, -4, 4, 4, -4, 4],
    diamond: [0, -5, 5, 0, 0, 5, -5, 0],
    triangle: [0, -5, 5, 4, -5, 4],
    wedge: [0, 5, 5, -4, -5, -4],
  }[shape];
  if (!points) return element('circle', { cx: x, cy: y, r: 4, fill: color });
  const placed = points.map((value, at) =>
    (value + (at % 2 ? y : x)).toFixed(1),
  );
  return element('polygon', { points: placed.join(' '), fill: color });
}

/** Panels side by side, each with lines of [x, cell] over an axis that is
 * logarithmic if it says so. */
export function lineCharts({ title, note = '', legend, panels }) {
  const across = 2;
  const [width, height] = [margin + across * 430, 310];
  const notes = wrapped(note, across * 62);
  const top = margin + 72 + notes.length * 16;
  const parts = panels.flatMap((panel, at) => {
    const left = margin + 60 + (at % across) * 430;
    const below = top + Math.floor(at / across) * height;
    return panelOf(panel, {
      left,
      top: below,
      width: 340,
      height: height - 70,
    });
  });
  const rows = Math.ceil(panels.length / across);
  return document(width, top + rows * height - 10, title, [
    ...heading(title, notes, legend),
    ...parts,
  ]);
}

function panelOf(panel, { left, top, width, height }) {
  const points = panel.lines.flatMap((each) => each.points);
  if (points.length === 0) return [];
  const cells = points.map(([, cell]) => cell);
  const xs = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
  const yTicks = panel.powers
    ? powerTicks(cells.map(({ median }) => median))
    : roundTicks(Math.max(...cells.map(({ max }) => max)));
  const across = scale(
    panel.powersAcross,
    panel.powersAcross ? xs : [0, ...xs],
  );
  const up = scale(panel.powers, yTicks);
  const x = (value) => left + width * across(value);
  const y = (value) => top + height - height * up(value);
  return [
    text(left + width / 2, top - 10, panel.label, 'middle'),
    ...yTicks.flatMap((tick) => [
      line(left, y(tick), left + width, y(tick), 'grid'),
      text(left - 8, y(tick) + 4, roundFigure(tick), 'quiet end'),
    ]),
    ...xs.map((tick) =>
      text(x(tick), top + height + 18, roundFigure(tick), 'quiet middle'),
    ),
    line(left, top + height, left + width, top + height, 'axis'),
    text(left + width / 2, top + height + 38, panel.across, 'quiet middle'),
    uprightText(left - 46, top + height / 2, panel.unit),
    ...panel.lines.flatMap((each) => lineOf(each, x, y)),
  ];
}

/** Maps what lies between the ends of `values` to 0 … 1. */
function scale(powers, values) {
  const position = powers ? Math.log10 : (value) => value;
  const [least, most] = [Math.min(...values), Math.max(...values)].map(
    position,
  );
  return (value) =>
    Math.min(Math.max((position(value) - least) / (most - least || 1), 0), 1);
}

function lineOf({ points, color, shape }, x, y) {
  const placed = points.map(([at, cell]) => [x(at), y(cell.median)]);
  const path = placed.map((point) => point.map((v) => v.toFixed(1)).join(' '));
  const ranges = points.map(([at, { min, max }]) =>
    element('line', {
      ...{ x1: x(at), y1: y(min), x2: x(at), y2: y(max) },
      ...{ stroke: color, 'stroke-width': 1 },
    }),
  );
  return [
    element('path', {
      d: `M ${path.join(' L ')}`,
      class: 'line',
      stroke: color,
    }),
    ...ranges,
    ...placed.map(([px, py]) => marker(shape, px, py, color)),
  ];
}
