/** Times from send to receive of what was sent between `from` and `to`, in
 * order, in milliseconds. */
export function delays(entries, from, to) {
  const sent = new Map();
  for (const { ev, by, n, t } of entries)
    if (ev === 'send' && t >= from && t < to) sent.set(`${by}/${n}`, t);
  return entries
    .filter(({ ev, by, n }) => ev === 'recv' && sent.has(`${by}/${n}`))
    .map(({ by, n, t }) => t - sent.get(`${by}/${n}`))
    .sort((one, other) => one - other);
}
