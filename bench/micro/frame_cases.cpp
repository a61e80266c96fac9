#include "bench/micro/cases.hpp"
#include "messages/frame.hpp"
#include "net/out_queue.hpp"
#include "net/websocket_frames.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace troupe::bench {

namespace {

using benchmark::DoNotOptimize;
using messages::opcode;

struct ignored final : net::websocket_events {
  void on_message(std::string_view payload, bool) override {
    DoNotOptimize(payload);
  }
  void on_ping(std::string_view) override {}
  void on_pong(std::string_view) override {}
  void on_close(std::uint16_t, std::string_view) override {}
};

/// A text frame as a client sends it (RFC 6455, section 5.2).
std::string masked_frame(std::size_t size) {
  constexpr std::array<char, 4> mask{'\x37', '\x7a', '\x21', '\x3d'};
  std::string bytes = "\x81";
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else {
    bytes += '\xfe';
    bytes += static_cast<char>(size >> 8);
    bytes += static_cast<char>(size);
  }
  bytes.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < size; ++i)
    bytes += static_cast<char>('x' ^ mask[i % 4]);
  return bytes;
}

/// Copies first: a frame is unmasked where it stands.
body read_frame(std::size_t size) {
  auto reader = std::make_shared<net::websocket_reader>(1'000'000);
  auto buffer = std::make_shared<std::string>();
  return [reader, buffer, frame = masked_frame(size)] {
    *buffer = frame;
    ignored events;
    std::span<char> rest{*buffer};
    DoNotOptimize(reader->read(rest, events));
  };
}

body make_frame(std::size_t size) {
  return [text = std::string(size, 'x')] {
    DoNotOptimize(messages::make_frame(opcode::text, {text}));
  };
}

/// Frames that go out in one write, as those of one turn do.
body fill_queue(std::size_t frames) {
  auto queue = std::make_shared<net::out_queue>();
  auto frame = messages::make_frame(opcode::text, {std::string(64, 'x')});
  return [queue, frame, frames] {
    for (std::size_t i = 0; i < frames; ++i)
      queue->push(frame);
    queue->written(queue->bytes);
    DoNotOptimize(queue->empty());
  };
}

} // namespace

void add_frame_cases(std::vector<micro_case>& to) {
  const struct {
    std::string name;
    std::size_t size;
  } sizes[] = {{"64 B", 64}, {"1 KiB", 1024}};
  for (const auto& [name, size] : sizes) {
    to.push_back(
      {"websocket read masked, " + name, [s = size] { return read_frame(s); }});
    to.push_back(
      {"frame encode, " + name, [s = size] { return make_frame(s); }});
  }
  to.push_back({"out_queue push + written", [] { return fill_queue(1); }});
  to.push_back(
    {"out_queue push + written, 8 at once", [] { return fill_queue(8); }, 8});
}

} // namespace troupe::bench
