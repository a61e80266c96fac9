import { useEffect, useState } from 'react';
import { JoinForm } from './JoinForm';
import { placeFrom, searchFor, type Place } from './place';
import { Room } from './Room';

/** Where the URL says we are, also after going back or forward. */
function useSearch() {
  const [search, setSearch] = useState(window.location.search);
  useEffect(() => {
    const follow = () => setSearch(window.location.search);
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const go = (wanted: string) => {
    window.history.pushState(null, '', window.location.pathname + wanted);
    setSearch(wanted);
  };
  return { search, go };
}

export function App() {
  const { search, go } = useSearch();
  const { username, room } = placeFrom(search);
  const join = (place: Place) => go(searchFor(place));
  if (!username || !room)
    return <JoinForm key={search} username={username} room={room} onJoin={join} />;
  return <Room key={search} username={username} room={room} onLeave={() => go('')} />;
}
