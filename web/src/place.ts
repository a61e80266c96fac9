/** Who one is, and in which room; either may be empty until one has joined. */
export interface Place {
  username: string;
  room: string;
}

/** Reads `?username=alice&room=lobby`. */
export function placeFrom(search: string): Place {
  const query = new URLSearchParams(search);
  const get = (name: string) => query.get(name)?.trim() ?? '';
  return { username: get('username'), room: get('room') };
}

export function searchFor({ username, room }: Place): string {
  return `?${new URLSearchParams({ username, room })}`;
}
