import { useRef, type FormEvent } from 'react';

export function MessageForm({ onSend }: { onSend: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const field = input.current;
    if (!field) return;
    if (field.value.trim()) onSend(field.value);
    field.value = '';
    field.focus();
  };
  return (
    <form className="compose" onSubmit={submit} aria-label="Write a message">
      <label htmlFor="message">Message</label>
      <input id="message" ref={input} autoFocus autoComplete="off" maxLength={4000} />
      <button type="submit">Send</button>
    </form>
  );
}
