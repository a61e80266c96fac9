#!/usr/bin/env node
// npm's socket.io with the events that our chat has for tests, for verdicts
// beside ours. Takes its options as JSON: `http` for the HTTP server, `io` for
// Socket.IO.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { Server } = createRequire(new URL('../e2e/', import.meta.url))(
  'socket.io',
);
const { http: httpOptions = {}, io: ioOptions = {} } = JSON.parse(
  process.argv.at(-1),
);

const { maxConnections, ...creation } = httpOptions;
// Whatever is not Socket.IO's is answered, as by any application.
const http = createServer(creation, (request, response) =>
  response.writeHead(404).end(),
);
if (maxConnections) http.maxConnections = maxConnections;
const io = new Server(http, ioOptions);

io.on('connection', (socket) => {
  socket.on('echo', (...args) => {
    const reply = args.at(-1);
    if (typeof reply === 'function') reply(...args.slice(0, -1));
    else socket.emit('echo', ...args);
  });
  socket.on('noop', () => {});
  socket.on('flood', (count, size) => {
    const text = 'x'.repeat(Math.max(0, Number(size) || 0));
    for (let i = 0; i < count; ++i) socket.emit('f', text);
  });
});

http.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${http.address().port}`),
);
