// The little of SVG that the plots need. A plot brings its own background, in
// light and in dark, so that it can be read on any page.

const font = '12px system-ui, sans-serif';

const style = `
  text { font: ${font}; fill: #1f2328 }
  .quiet { fill: #59636e }
  .title { font-weight: 600; font-size: 15px }
  .middle { text-anchor: middle }
  .end { text-anchor: end }
  .ground { fill: #ffffff }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .axis { stroke: #59636e; stroke-width: 1 }
  .range { stroke: #1f2328; stroke-width: 1.5 }
  .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .ground { fill: #0d1117 }
    .grid { stroke: #3d444d }
    .axis { stroke: #9198a1 }
    .range { stroke: #f0f6fc }
  }`;

export function escaped(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return String(text).replace(/[&<>"]/g, (sign) => names[sign]);
}

function attributes(values) {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(rounded(value))}"`)
    .join('');
}

function rounded(value) {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}

export function element(name, values, content = '') {
  return content === ''
    ? `<${name}${attributes(values)}/>`
    : `<${name}${attributes(values)}>${content}</${name}>`;
}

export function text(x, y, words, kind = '') {
  return element('text', { x, y, class: kind }, escaped(words));
}

export function line(x1, y1, x2, y2, kind) {
  return element('line', { x1, y1, x2, y2, class: kind });
}

/** Text that reads upwards, around (x, y). */
export function uprightText(x, y, words) {
  const turned = {
    x,
    y,
    class: 'quiet middle',
    transform: `rotate(-90 ${x} ${y})`,
  };
  return element('text', turned, escaped(words));
}

/** Breaks prose into lines of at most `width` characters. */
export function wrapped(words, width) {
  const lines = [''];
  for (const word of words.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > width) lines.push('');
    lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines;
}

/** A whole file; `title` is what screen readers say. */
export function document(width, height, title, parts) {
  const ground = { width, height, rx: 6, class: 'ground' };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"` +
      ` width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}\n</style>`,
    element('rect', ground),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Round values from 0 to at least `most`, about `count` of them. */
export function roundTicks(most, count = 5) {
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) * power;
  const ticks = [];
  for (let at = 0; at < most + step * 0.999; at += step) ticks.push(at);
  return ticks;
}

/** Powers of ten around all `values`. */
export function powerTicks(values) {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.ceil(Math.log10(Math.max(...values)));
  const count = Math.max(most - least, 1) + 1;
  return Array.from({ length: count }, (_, at) => 10 ** (least + at));
}
