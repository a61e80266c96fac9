import type { Socket } from 'socket.io-client';
import type { User } from './protocol';

/** Those of `users` who are not among `others`. */
function missing(users: User[], others: User[]): User[] {
  const ids = new Set(others.map((user) => user.sockedId));
  return users.filter((user) => !ids.has(user.sockedId));
}

/** Shows who is in the room, and gives notice of each who comes or goes.
 *
 * The server tells of users in every room, so the room's own list decides. One
 * request at a time is under way, however many come and go meanwhile. */
export function watchUsers(
  socket: Socket,
  room: string,
  show: (users: User[]) => void,
  notice: (text: string) => void,
) {
  let known: User[] | undefined;
  let asking = false;
  let outdated = false;

  const take = (users: User[]) => {
    asking = false;
    // We are in the room ourselves: an empty list means that none was at hand.
    if (users.length > 0) {
      const before = known ?? users;
      for (const { username } of missing(before, users)) notice(`${username} has left`);
      for (const { username } of missing(users, before)) notice(`${username} has joined`);
      known = users;
      show(users);
    }
    if (outdated) ask();
  };
  const ask = () => {
    outdated = asking;
    if (asking) return;
    asking = true;
    socket.emit('list-users', room, take);
  };

  socket.on('connect', () => {
    known = undefined;
    asking = false; // an answer to the connection before will not come
    ask();
  });
  socket.on('user-connected', ask);
  socket.on('user-disconnected', ask);
}
