import { useState } from 'react';
import { JoinForm } from './JoinForm';
import { Room } from './Room';

export interface Place {
  username: string;
  room: string;
}

/** `/?username=alice&room=lobby` joins at once. */
function placeFromUrl(): Place | null {
  const query = new URLSearchParams(window.location.search);
  const username = query.get('username')?.trim();
  const room = query.get('room')?.trim();
  return username && room ? { username, room } : null;
}

export function App() {
  const [place, setPlace] = useState(placeFromUrl);
  const join = (wanted: Place) => {
    const query = new URLSearchParams({ ...wanted });
    window.history.pushState(null, '', `?${query}`);
    setPlace(wanted);
  };
  const leave = () => {
    window.history.pushState(null, '', window.location.pathname);
    setPlace(null);
  };
  return place ? <Room {...place} onLeave={leave} /> : <JoinForm onJoin={join} />;
}
