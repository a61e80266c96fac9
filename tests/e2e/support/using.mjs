import { closeWires } from './wire.mjs';

/** Runs `body` with a server, which has not outlived it; a failure shows the end
 * of its log. */
export async function using(server, body) {
  try {
    return await body(server);
  } catch (error) {
    error.message += `\nserver log:\n${server.log().slice(-4_000)}`;
    throw error;
  } finally {
    closeWires();
    await server.stop('SIGKILL');
  }
}
