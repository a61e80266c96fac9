// The server of bench/recovery.mjs on Socket.IO's own.
//
//   node recovery.mjs plain|recovering
//
// Listens on a free port of 127.0.0.1, which it prints.

import { createServer } from 'node:http';

import { Server } from 'socket.io';

const server = createServer();
const io = new Server(
  server,
  process.argv[2] === 'recovering' ? { connectionStateRecovery: {} } : {},
);

io.on('connection', (socket) => {
  socket.on('join', (room, done) => {
    socket.join(room);
    done();
  });
  socket.on('say', (room, ...event) => io.to(room).emit(...event));
});

server.listen({ port: 0, host: '127.0.0.1' }, () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);
