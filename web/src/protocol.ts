/** What the chat's server and clients say to each other. */

/** A user as the server names one; the key is spelled as the tutorial does. */
export interface User {
  username: string;
  sockedId: string;
}

/** What this page sends as a message; other clients may send anything. */
export interface ChatMessage {
  from: string;
  text: string;
}

function isChatMessage(value: unknown): value is ChatMessage {
  const message = value as ChatMessage | null;
  return (
    typeof message === 'object' &&
    message !== null &&
    typeof message.from === 'string' &&
    typeof message.text === 'string'
  );
}

/** Bytes, at any depth, are shown as how many they are. */
function sizeOfBytes(_key: string, value: unknown): unknown {
  if (!(value instanceof ArrayBuffer)) return value;
  return value.byteLength === 1 ? '1 byte' : `${value.byteLength} bytes`;
}

/** Whatever came as a message, as something to show. */
export function readMessage(value: unknown): { from?: string; text: string } {
  const shown = sizeOfBytes('', value);
  if (typeof shown === 'string') return { text: shown };
  if (isChatMessage(shown)) return { from: shown.from, text: shown.text };
  return { text: JSON.stringify(shown, sizeOfBytes) ?? '' };
}
