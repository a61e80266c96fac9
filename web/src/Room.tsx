import { Log } from './Log';
import { MessageForm } from './MessageForm';
import type { Place } from './place';
import type { User } from './protocol';
import { useChat, type Link } from './useChat';

function Status({ link }: { link: Link }) {
  return (
    <p role="status" className={link.state}>
      <span>{link.state}</span>
      {link.transport && (
        <>
          {' by '}
          <span>{link.transport}</span>
        </>
      )}
    </p>
  );
}

function Users({ users, self }: { users: User[]; self?: string }) {
  return (
    <section className="users" aria-labelledby="users-title" tabIndex={0}>
      <h2 id="users-title">Who is here</h2>
      <ul>
        {users.map(({ sockedId, username }) => (
          <li key={sockedId}>
            {username}
            {sockedId === self && <small> (you)</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Room({ username, room, onLeave }: Place & { onLeave: () => void }) {
  const chat = useChat(username, room);
  return (
    <main className="room">
      <header>
        <h1>
          Room <span>{room}</span>
        </h1>
        <Status link={chat.link} />
        <button type="button" onClick={onLeave}>
          Leave
        </button>
      </header>
      <Users users={chat.users} self={chat.link.self} />
      <Log lines={chat.lines} />
      <MessageForm onSend={chat.send} />
    </main>
  );
}
