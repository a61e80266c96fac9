import { eventually } from './time.mjs';

/** What a server needs to log so that its lines can be read here. */
export const jsonLog = ['--log.format=json', '--log.level=debug'];

/** The lines of a JSON log as objects; the last one may be incomplete. */
export function linesOf(text) {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The first line of this event that `wanted` accepts, once it is there. */
export function logged(server, event, wanted = () => true) {
  return eventually(
    () =>
      linesOf(server.log()).find(
        (line) => line.event === event && wanted(line),
      ),
    `${event} in the log`,
  );
}

/** How a session has ended, by what the log shows of its id. */
export function endOf(server, sid) {
  return logged(
    server,
    'session-closed',
    (line) => line.sid === sid.slice(0, 8),
  );
}
