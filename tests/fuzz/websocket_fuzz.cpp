#include "net/deflate.hpp"
#include "net/websocket_frames.hpp"
#include "tests/fuzz/allocation.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/websocket_bytes.hpp"

#include <span>
#include <string>
#include <vector>

// F10: the WebSocket frame reader, whole and in pieces, with and without
// permessage-deflate. `websocket_beast` compares it with Beast's stream.

namespace {

using namespace troupe;
using namespace troupe::fuzz;
using tests::limits;
using tests::pieces_of;

constexpr limits plain{512, 5, false};
constexpr limits packed{512, 5, true};

/// Wants one message at a time, and keeps none.
struct deaf final : net::websocket_events {
  void on_message(std::string_view payload, bool) override {
    require(payload.size() <= plain.message, "a message is within its bound");
    told = true;
  }
  void on_ping(std::string_view) override {}
  void on_pong(std::string_view) override {}
  void on_close(std::uint16_t, std::string_view) override {}
  bool wants_more() const noexcept override { return !told; }

  bool told = false;
};

/// Reads all of it: what the reader itself holds.
void check_memory(std::string_view bytes, limits max) {
  net::websocket_reader reader{max.message, max.fragments, max.compression};
  const allocation used;
  auto status = net::websocket_reader::status::ok;
  for (const auto piece : pieces_of(bytes, 64)) {
    std::vector<char> own(piece.begin(), piece.end());
    std::span<char> rest{own};
    while (!rest.empty() && status == net::websocket_reader::status::ok) {
      deaf events;
      status = reader.read(rest, events);
      reader.forget();
    }
  }
  // The message, as much again while it grows, and the piece.
  require(used.peak() <= 4 * max.message + 2048, "memory is bounded");
}

void check(std::string_view bytes, std::size_t size, limits max) {
  const auto whole = tests::play(bytes, max);
  require(
    tests::play(pieces_of(bytes, size), max) == whole,
    "pieces say what the whole says");
}

void check_inflate(std::string_view bytes) {
  std::vector<char> out;
  const auto result = net::inflate_message(bytes, out, plain.message);
  require(
    result != net::inflated::ok || out.size() <= plain.message,
    "nothing is unpacked beyond the bound");
}

void check_deflate(std::string_view bytes) {
  const auto frame = messages::make_frame(messages::opcode::binary, {bytes});
  const auto made = net::deflate_frame(frame, 9);
  require(made->wire().size() <= frame->wire().size(), "nothing gets longer");
  if (made == frame)
    return;
  std::vector<char> out;
  require(
    net::inflate_message(made->payload(), out, bytes.size()) ==
      net::inflated::ok,
    "what is packed can be unpacked");
  require(
    std::string_view{out.data(), out.size()} == bytes, "… and is the same");
}

} // namespace

/// The first byte says how large the pieces are; if their size is even,
/// permessage-deflate was agreed on.
TROUPE_FUZZ_TARGET(websocket) {
  if (input.empty())
    return;
  const std::size_t size = 1 + static_cast<unsigned char>(input[0]) % 64;
  const auto bytes = input.substr(1);
  check(bytes, size, size % 2 == 0 ? packed : plain);
  if (size % 8 != 0)
    return;
  check_memory(bytes, packed);
  check_inflate(bytes);
  check_deflate(bytes);
}
