/** What the chat's server and clients say to each other. */

/** A user as the server names one; the key is spelled as the tutorial does. */
export interface User {
  username: string;
  sockedId: string;
}

export interface UserNews {
  message: string;
  user: User;
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

/** Whatever came as a message, as something to show. */
export function readMessage(value: unknown): { from?: string; text: string } {
  if (typeof value === 'string') return { text: value };
  if (isChatMessage(value)) return { from: value.from, text: value.text };
  if (value instanceof ArrayBuffer) return { text: `${value.byteLength} bytes` };
  return { text: JSON.stringify(value) ?? '' };
}
