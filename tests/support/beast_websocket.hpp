#pragma once

#include "tests/support/websocket_bytes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string>
#include <string_view>

namespace troupe::tests {

namespace beast = boost::beast;
using beast_stream = beast::websocket::stream<beast::test::stream>;

constexpr std::string_view upgrade_request =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

inline std::string
beast_verdict(beast::error_code error, beast_stream& server) {
  using failure = beast::websocket::error;
  if (error == failure::closed) {
    const auto& told = server.reason();
    const unsigned code = told.code == 0 ? 1005 : told.code;
    return line(
             "close " + std::to_string(code),
             std::string_view{told.reason.data(), told.reason.size()}) +
           "closed";
  }
  if (error == failure::message_too_big)
    return "too big";
  if (error == failure::bad_frame_payload)
    return "invalid UTF-8";
  if (error == beast::websocket::condition::protocol_violation)
    return "protocol error";
  return error == boost::asio::error::eof ? "open" : error.message();
}

/// What Beast's server makes of the bytes, as play() tells it of our reader.
inline std::string play_beast(std::string_view bytes, limits max) {
  boost::asio::io_context io;
  beast_stream server{io};
  auto client = beast::test::connect(server.next_layer());
  server.next_layer().append(upgrade_request);
  server.read_message_max(max.message);
  server.accept();
  std::string out;
  server.control_callback([&](auto kind, beast::string_view payload) {
    using frame = beast::websocket::frame_type;
    if (kind != frame::close)
      out += line(
        kind == frame::ping ? "ping" : "pong",
        {payload.data(), payload.size()});
  });
  server.next_layer().append({bytes.data(), bytes.size()});
  client.close();
  for (;;) {
    beast::flat_buffer message;
    beast::error_code error;
    server.read(message, error);
    if (error)
      return out + beast_verdict(error, server);
    out += line(
      server.got_text() ? "text" : "binary",
      beast::buffers_to_string(message.data()));
  }
}

} // namespace troupe::tests
