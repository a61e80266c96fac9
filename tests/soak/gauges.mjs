import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds at the moment: resident memory in MB, descriptors,
 * threads, and the CPU time it took so far in seconds. */
export function holdings(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const of = (name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
  const fields = rest.split(' ');
  return {
    memory: of('VmRSS') / 1024,
    threads: of('Threads'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpu: (Number(fields[11]) + Number(fields[12])) / 100,
  };
}

/** How long the threads of a process could have run and had to wait for a core,
 * so far, in ms. */
export function starvation(pid) {
  const waited = (task) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1');
      return Number(text.split(' ')[1]) / 1e6;
    } catch {
      return 0; // that thread has just ended
    }
  };
  return readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + waited(task),
    0,
  );
}

/** The slope of the straight line nearest to points `[x, y]`, by least squares;
 * 0 if they do not tell. */
export function slope(points) {
  const mean = (at) =>
    points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  let [above, below] = [0, 0];
  for (const point of points) {
    above += (point[0] - x) * (point[1] - y);
    below += (point[0] - x) ** 2;
  }
  return below > 0 ? above / below : 0;
}

/** The smallest value that `part` of all do not exceed. */
export function quantile(values, part) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** What a process holds, every few seconds. */
export class Gauges {
  #samples = [];
  #timer;

  constructor(pid, every = 5000) {
    Object.assign(this, { pid, begin: Date.now(), first: holdings(pid) });
    this.#timer = setInterval(() => this.#take(), every);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** In MB per minute, without the first third or 10 minutes, in which a
   * process takes what it will need. */
  memorySlope() {
    const whole = (Date.now() - this.begin) / 60_000;
    const from = Math.min(10, whole / 3);
    const later = this.#samples.filter(({ minute }) => minute >= from);
    return slope(later.map(({ minute, memory }) => [minute, memory]));
  }

  summary() {
    const of = (name) => this.#samples.map((sample) => sample[name]);
    const last = holdings(this.pid);
    const round = (value) => Number(value.toFixed(2));
    return {
      memory_mb: {
        first: round(this.first.memory),
        most: round(Math.max(...of('memory'), last.memory)),
        last: round(last.memory),
        per_minute: round(this.memorySlope()),
      },
      descriptors: {
        first: this.first.descriptors,
        most: Math.max(...of('descriptors'), last.descriptors),
        last: last.descriptors,
      },
      starved_s: round(starvation(this.pid) / 1000),
      threads: { first: this.first.threads, last: last.threads },
      cores: round(
        (last.cpu - this.first.cpu) / ((Date.now() - this.begin) / 1000),
      ),
    };
  }

  #take() {
    try {
      const minute = (Date.now() - this.begin) / 60_000;
      this.#samples.push({ minute, ...holdings(this.pid) });
    } catch {
      this.stop(); // it has ended, which others notice
    }
  }
}
