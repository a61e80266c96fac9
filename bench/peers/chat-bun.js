// The chat of the benchmarks on Socket.IO with Bun's engine.
//
//   bun run chat-bun.js
//
// Listens on a free port of 127.0.0.1, which it prints.

import { Server as Engine } from '@socket.io/bun-engine';
import { Server } from 'socket.io';

import { serveChat } from './chat-events.mjs';

const io = new Server();
const engine = new Engine({ path: '/socket.io/' });
io.bind(engine);
serveChat(io);

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 60,
  ...engine.handler(),
});
console.log(`listening on http://127.0.0.1:${server.port}`);
