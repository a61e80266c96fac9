import type { FormEvent } from 'react';
import type { Place } from './place';

interface Props extends Place {
  onJoin: (place: Place) => void;
}

/** Asks for what the URL does not say. */
export function JoinForm({ username, room, onJoin }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const get = (name: keyof Place) => String(data.get(name)).trim();
    const place = { username: get('username'), room: get('room') };
    if (place.username && place.room) onJoin(place);
  };
  return (
    <main className="join">
      <h1>Troupe chat</h1>
      <form onSubmit={submit} aria-label="Join a room">
        <label htmlFor="username">Your name</label>
        <input
          id="username"
          name="username"
          required
          maxLength={64}
          autoFocus
          autoComplete="nickname"
          defaultValue={username}
        />
        <label htmlFor="room">Room</label>
        <input id="room" name="room" required maxLength={64} defaultValue={room || 'lobby'} />
        <button type="submit">Join</button>
      </form>
    </main>
  );
}
