import { useEffect, useRef } from 'react';
import type { Place } from './App';
import { MessageForm } from './MessageForm';
import { useChat, type Line } from './useChat';

function LogLine({ line }: { line: Line }) {
  return (
    <li className={line.kind}>
      {line.from !== undefined && <b className="from">{line.from}</b>}
      <span>{line.text}</span>
    </li>
  );
}

function Log({ lines }: { lines: Line[] }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines]);
  return (
    <ol className="log" role="log" aria-live="polite" aria-label="Messages" tabIndex={0}>
      {lines.map((line) => (
        <LogLine key={line.id} line={line} />
      ))}
      <li ref={end} className="end" aria-hidden="true" />
    </ol>
  );
}

export function Room({ username, room, onLeave }: Place & { onLeave: () => void }) {
  const chat = useChat(username, room);
  return (
    <main className="room">
      <header>
        <h1>
          Room <span className="name">{room}</span>
        </h1>
        <p role="status" className={chat.state}>
          <span className="state">{chat.state}</span>
          {chat.transport && (
            <>
              {' by '}
              <span className="transport">{chat.transport}</span>
            </>
          )}
        </p>
        <button type="button" onClick={onLeave}>
          Leave
        </button>
      </header>
      <section className="users" aria-labelledby="users-title">
        <h2 id="users-title">Who is here</h2>
        <ul>
          {chat.users.map((user) => (
            <li key={user.sockedId}>{user.username}</li>
          ))}
        </ul>
      </section>
      <Log lines={chat.lines} />
      <MessageForm onSend={chat.send} />
    </main>
  );
}
