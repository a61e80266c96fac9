#pragma once

#include "config/options.hpp"
#include "troupe/server.hpp"

namespace troupe::app {

/// Serves the chat of the tutorial "Socket.io with Express": users are tracked
/// as they join and leave, everybody hears of it, messages go to rooms.
///
///   at connection  username and room come from the handshake's query, but for
///                  a user whose token says who it is; a name that cannot be
///                  shown is refused, a room called as a socket is not joined;
///                  others hear `user-connected`, all hear `conn`
///   send-message   {message, room} → `new-message` {msg} to that room
///   list-users     (room?, ack) → [{username, sockedId}, …]
///   at the end     others hear `user-disconnected`
///
/// With `chat.test_events` also `echo`, `noop` and `flood`.
void serve_chat(server& io, const config::chat_options& options);

} // namespace troupe::app
