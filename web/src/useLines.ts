import { useCallback, useRef, useState } from 'react';

export interface Line {
  id: number;
  kind: 'message' | 'notice';
  from?: string;
  text: string;
}

const MOST_LINES = 500;

/** The lines of the log, the oldest ones dropped. */
export function useLines() {
  const [lines, setLines] = useState<Line[]>([]);
  const last = useRef(0);
  const add = useCallback((line: Omit<Line, 'id'>) => {
    last.current += 1;
    const id = last.current;
    setLines((all) => [...all.slice(1 - MOST_LINES), { ...line, id }]);
  }, []);
  return { lines, add };
}
