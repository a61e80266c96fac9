// The chat of the benchmarks on Socket.IO's own server.
//
//   node chat.mjs ws|uws      the engine: ws, Socket.IO's default, or
//                             uWebSockets.js
//
// Listens on a free port of 127.0.0.1, which it prints.

import { createServer } from 'node:http';

import { Server } from 'socket.io';

import { serveChat } from './chat-events.mjs';

const backlog = 4096;

function listenOnWs() {
  const server = createServer();
  const io = new Server(server);
  server.listen({ port: 0, host: '127.0.0.1', backlog }, () =>
    announce(server.address().port),
  );
  return io;
}

async function listenOnUws() {
  const { default: uws } = await import('uWebSockets.js');
  const io = new Server();
  const app = uws.App();
  io.attachApp(app);
  app.listen('127.0.0.1', 0, (socket) => {
    if (!socket) throw new Error('uWebSockets.js cannot listen');
    announce(uws.us_socket_local_port(socket));
  });
  return io;
}

function announce(port) {
  console.log(`listening on http://127.0.0.1:${port}`);
}

const engines = { ws: listenOnWs, uws: listenOnUws };
const listen = engines[process.argv[2]];
if (!listen) {
  console.error('usage: node chat.mjs ws|uws');
  process.exit(2);
}
serveChat(await listen());
