#pragma once

#include "net/websocket_frames.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Bytes of a WebSocket client, in order and out of order, and what the reader
/// makes of them.
namespace troupe::tests {

/// The first byte of a frame.
enum first_byte : unsigned {
  continuation = 0x00,
  text = 0x01,
  binary = 0x02,
  closing = 0x08,
  ping = 0x09,
  pong = 0x0A,
  fin = 0x80,
};

/// The mask of RFC 6455, section 5.7.
constexpr std::string_view mask = "\x37\xfa\x21\x3d";

inline std::string masked(std::string_view payload) {
  std::string out{payload};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] ^= mask[i % 4];
  return out;
}

/// A frame that declares `length` in 0, 2 or 8 bytes behind the second one,
/// whatever its payload is and however short the length could be written.
inline std::string declared(
  unsigned first, std::uint64_t length, int bytes,
  std::string_view payload = {}) {
  const auto second = bytes == 0 ? length : bytes == 2 ? 126u : 127u;
  std::string out{static_cast<char>(first), static_cast<char>(0x80 | second)};
  for (int i = bytes - 1; i >= 0; --i)
    out += static_cast<char>(length >> (8 * i));
  return out.append(mask) + masked(payload);
}

/// A frame as a client should send it, if `first` is right.
inline std::string client_frame(unsigned first, std::string_view payload) {
  const auto size = payload.size();
  return declared(first, size, size < 126 ? 0 : size < 65536 ? 2 : 8, payload);
}

/// A close frame with a code and a reason.
inline std::string client_close(unsigned code, std::string_view reason = {}) {
  const char bytes[] = {static_cast<char>(code >> 8), static_cast<char>(code)};
  return client_frame(fin | closing, std::string{bytes, 2}.append(reason));
}

inline std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += what;
  return out;
}

/// Keeps the events of one read as they came: views.
struct recorder final : net::websocket_events {
  struct event {
    std::string_view kind;
    std::string_view payload;
    unsigned code = 0;
  };
  std::vector<event> events;

  void on_message(std::string_view payload, bool binary) override {
    events.push_back({binary ? "binary" : "text", payload});
  }
  void on_ping(std::string_view payload) override {
    events.push_back({"ping", payload});
  }
  void on_pong(std::string_view payload) override {
    events.push_back({"pong", payload});
  }
  void on_close(std::uint16_t code, std::string_view reason) override {
    events.push_back({"close", reason, code});
  }
};

/// Reads all of `bytes`, which must be wanted.
inline net::websocket_reader::status read_all(
  net::websocket_reader& reader, std::span<char> bytes,
  net::websocket_events& events) {
  return reader.read(bytes, events);
}

/// All that came out of a stream of bytes: a line per event, then the verdict.
inline std::string line(std::string_view kind, std::string_view payload) {
  return std::string{kind} + '(' + std::string{payload} + ")\n";
}
inline std::string verdict(net::websocket_reader::status status) {
  using enum net::websocket_reader::status;
  switch (status) {
  case ok:
    return "open";
  case closed:
    return "closed";
  case protocol_error:
    return "protocol error";
  case invalid_utf8:
    return "invalid UTF-8";
  case too_many_fragments:
    return "too many fragments";
  case too_big:
    return "too big";
  }
  return "unknown";
}

struct limits {
  std::size_t message = 1'000'000;
  std::size_t fragments = 1024;
  bool compression = false;
};

/// Reads `pieces` one after another, each from memory of exactly its size that
/// ends when the next is read, as do the views into it.
inline std::string
play(const std::vector<std::string_view>& pieces, limits max = {}) {
  net::websocket_reader reader{max.message, max.fragments, max.compression};
  std::string out;
  auto status = net::websocket_reader::status::ok;
  for (const auto piece : pieces) {
    std::vector<char> bytes(piece.begin(), piece.end());
    recorder came;
    status = read_all(reader, bytes, came);
    for (const auto& e : came.events)
      out += line(
        e.code ? "close " + std::to_string(e.code) : std::string{e.kind},
        e.payload);
    if (status != net::websocket_reader::status::ok)
      break;
  }
  return out + verdict(status);
}

inline std::string play(std::string_view bytes, limits max = {}) {
  return play(std::vector<std::string_view>{bytes}, max);
}

inline std::vector<std::string_view>
pieces_of(std::string_view bytes, std::size_t size) {
  std::vector<std::string_view> pieces;
  for (; bytes.size() > size; bytes.remove_prefix(size))
    pieces.push_back(bytes.substr(0, size));
  pieces.push_back(bytes);
  return pieces;
}

/// What is not the same as `expected` if the bytes come in pieces: of a few
/// sizes, and cut in two anywhere (of long ones near the ends, and here and
/// there between). Empty if all is well.
inline std::string
play_cut(std::string_view bytes, const std::string& expected, limits max = {}) {
  for (std::size_t size : {1, 2, 3, 7, 64, 1024})
    if (play(pieces_of(bytes, size), max) != expected)
      return "in pieces of " + std::to_string(size);
  const auto near_end = [&](std::size_t at) {
    return at < 200 || bytes.size() - at < 40;
  };
  for (std::size_t at = 0; at <= bytes.size(); at += near_end(at) ? 1 : 97)
    if (play({bytes.substr(0, at), bytes.substr(at)}, max) != expected)
      return "cut at " + std::to_string(at);
  return {};
}

/// Bytes, and what is to come out of them however they are cut.
struct bytes_case {
  std::string name;
  std::string bytes;
  std::string expected;
};

/// What comes out otherwise: a line per case, nothing if all is well.
inline std::string
deviations(const std::vector<bytes_case>& cases, limits max = {}) {
  std::string out;
  for (const auto& [name, bytes, expected] : cases) {
    if (const auto got = play(bytes, max); got != expected)
      out += name + ": " + got.substr(0, 200) + '\n';
    else if (const auto where = play_cut(bytes, expected, max); !where.empty())
      out += name + ' ' + where + '\n';
  }
  return out;
}

} // namespace troupe::tests
