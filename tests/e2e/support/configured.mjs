import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Endpoint } from './endpoint.mjs';
import { linesOf } from './log-lines.mjs';
import { request } from './polling.mjs';
import { startTroupe } from './server.mjs';
import { eventually } from './time.mjs';

/** Where their files are, until this process ends. */
export const folder = mkdtempSync(join(tmpdir(), 'troupe-reload-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

let files = 0;

/** A server whose options stand in a file, which `write` replaces. */
export class Configured {
  static async start(text, args = []) {
    const configured = new Configured();
    configured.write(text);
    configured.server = await startTroupe([
      `--config=${configured.file}`,
      '--log.format=json',
      '--chat.test_events=true',
      ...args,
    ]);
    configured.endpoint = new Endpoint(configured.server, '/socket.io/');
    return configured;
  }

  file = join(folder, `${++files}.toml`);

  write(text) {
    writeFileSync(this.file, text);
  }

  /** The lines of these events since the start. */
  lines(...events) {
    return linesOf(this.server.log()).filter(({ event }) =>
      events.includes(event),
    );
  }

  /** Replaces the file and says so; resolves to what the server says to it. */
  async reload(text) {
    const answers = () => this.lines('reloaded', 'reload-refused').length;
    const before = answers();
    this.write(text);
    this.server.signal('SIGHUP');
    await eventually(() => answers() > before, 'answer to SIGHUP');
    return this.lines('reloaded', 'reload-refused').slice(before);
  }

  /** The origin that the server lets in, when `origin` asks. */
  async origin(origin) {
    const { headers } = await request(this.endpoint.polling(), {
      headers: { origin },
    });
    return headers.get('access-control-allow-origin');
  }
}
