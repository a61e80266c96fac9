/** What each server of the benchmarks does for a client, whatever its engine:
 * the room of its query, messages to rooms, an echo. */
export function serveChat(io) {
  io.on('connection', (socket) => {
    socket.join(queryOf(socket).room);
    socket.on('send-message', ({ message, room }) => {
      io.to(room).emit('new-message', { msg: message });
    });
    socket.on('echo', (data, reply) => reply(data));
  });
}

/** Bun's engine gives the query as URLSearchParams, the others as an object. */
function queryOf(socket) {
  const { query } = socket.handshake;
  return typeof query.get === 'function' ? { room: query.get('room') } : query;
}
