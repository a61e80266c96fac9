import { setTimeout as pause } from 'node:timers/promises';

export { pause };

/** How long anything may take before it counts as never: a loaded machine is
 * slow, a broken server does not answer at all. */
export const patience = Number(process.env.TROUPE_TEST_PATIENCE ?? 10_000);

/** Settles as `promise` does, but rejects when that takes longer than `ms`. */
export async function within(promise, what, ms = patience) {
  const impatience = new AbortController();
  const late = pause(ms, undefined, { signal: impatience.signal }).then(() => {
    throw new Error(`${what}: not within ${ms} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    impatience.abort();
    late.catch(() => {});
  }
}

/** Calls `check` until it returns something true, and returns that. */
export async function eventually(check, what, ms = patience) {
  const end = Date.now() + ms;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await pause(20);
  }
}
