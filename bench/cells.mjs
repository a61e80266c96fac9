// From runs to what a table shows: medians, and how far to trust them.

/** A run beside which other processes used more cores than this is marked. */
export const foreignLoad = 0.35;
/** A server holds a rate if so much of it arrives in time. */
const leastArrived = 0.98;
/** Seconds of the offered load that may be on their way at the end. */
const mostBacklog = 0.25;
/** With less, in cores, a server may just have been kept from its CPU. */
const busy = 0.9;

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and most of what `pick` gives of each run, a value or several.
 * Only quiet runs count if there are any; `noisy` says that there were none. */
export function cellOf(runs, pick) {
  const good = runs.filter((run) => !run.error);
  const quiet = good.filter((run) => run.figures.other_cores <= foreignLoad);
  const used = quiet.length > 0 ? quiet : good;
  const values = used
    .flatMap((run) => pick(run.figures))
    .filter((value) => Number.isFinite(value));
  if (values.length === 0) return undefined;
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    values: values.length,
    runs: used.length,
    of: runs.length,
    noisy: quiet.length === 0,
  };
}

/** Whether a server held the rate of a rung: nearly all arrived in the time
 * that was measured, and what was on its way did not pile up. It is beaten if
 * it did not and nothing else can be blamed. */
export function verdictOf(runs, { rate, messages }) {
  const share = cellOf(runs, (figures) => figures.deliveries_per_s / rate);
  const waiting = cellOf(runs, (figures) => figures.backlog_end / messages);
  const cores = cellOf(runs, (figures) => figures.server_cores);
  if (!share) return { arrived: 0, holds: false, beaten: true };
  const arrived = share.median;
  const piledUp = (waiting?.median ?? 0) > mostBacklog;
  const holds = arrived >= leastArrived && !piledUp;
  const sure = !share.noisy || cores.median >= busy;
  return { arrived, piledUp, holds, sure, beaten: !holds && sure };
}
