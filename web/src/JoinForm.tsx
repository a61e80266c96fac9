import type { FormEvent } from 'react';
import type { Place } from './App';

export function JoinForm({ onJoin }: { onJoin: (place: Place) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const username = String(data.get('username')).trim();
    const room = String(data.get('room')).trim();
    if (username && room) onJoin({ username, room });
  };
  return (
    <main className="join">
      <h1>Troupe chat</h1>
      <form onSubmit={submit} aria-label="Join a room">
        <label htmlFor="username">Your name</label>
        <input id="username" name="username" required maxLength={64} autoFocus autoComplete="nickname" />
        <label htmlFor="room">Room</label>
        <input id="room" name="room" required maxLength={64} defaultValue="lobby" />
        <button type="submit">Join</button>
      </form>
    </main>
  );
}
