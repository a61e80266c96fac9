import { useLayoutEffect, useRef } from 'react';
import type { Line } from './useLines';

/** How near to its end, in pixels, the log follows what is new. */
const NEAR = 40;

function LogLine({ line }: { line: Line }) {
  if (line.from === undefined)
    return (
      <li className={line.kind}>
        <span>{line.text}</span>
      </li>
    );
  return (
    <li className={line.kind}>
      <b>{line.from}:</b> <span>{line.text}</span>
    </li>
  );
}

/** The newest line stays in view, unless one has scrolled back to read. */
export function Log({ lines }: { lines: Line[] }) {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && follows.current) current.scrollTop = current.scrollHeight;
  }, [lines]);
  return (
    <div
      className="log"
      role="log"
      aria-live="polite"
      aria-label="Messages"
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: at }) => {
        follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR;
      }}
    >
      <ol>
        {lines.map((line) => (
          <LogLine key={line.id} line={line} />
        ))}
      </ol>
    </div>
  );
}
