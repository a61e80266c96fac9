#define CAF_SUITE bench.frames

#include "bench/load/frames.hpp"

#include "tests/support/test.hpp"

using namespace troupe::bench;

using std::string;
using std::string_view;

namespace {

/// A frame as a server sends it.
string frame(string_view payload, opcode op = opcode::text, bool final = true) {
  string out(1, static_cast<char>((final ? 0x80 : 0) | static_cast<int>(op)));
  const auto digits = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
  out +=
    static_cast<char>(digits == 0 ? payload.size() : (digits == 2 ? 126 : 127));
  for (int i = digits - 1; i >= 0; --i)
    out += static_cast<char>(payload.size() >> (8 * i));
  return out.append(payload);
}

/// A client that reads so many bytes at a time.
struct reading {
  frame_reader reader;
  std::vector<string> seen;
  std::vector<opcode> kinds;
  std::uint64_t bytes = 0;
  frame_reader::status last = frame_reader::status::ok;

  reading(const string& stream, std::size_t step) {
    std::vector<char> buffer(64 * 1024 + step);
    for (std::size_t at = 0; at < stream.size(); at += step) {
      const auto kept = reader.restore(buffer.data());
      const auto size = stream.copy(buffer.data() + kept, step, at);
      last = reader.read(
        {buffer.data(), kept + size}, [this](const received& message) {
          kinds.push_back(message.op);
          seen.emplace_back(message.seen.substr(0, seen_of_payload));
          bytes += message.length;
          return true;
        });
    }
  }
};

/// Unmasks a frame of a client.
string unmasked(const string& bytes) {
  frame_head head;
  CAF_REQUIRE(read_head(bytes, head));
  CAF_REQUIRE(head.masked);
  CAF_REQUIRE_EQUAL(bytes.size(), head.size + 4 + head.length);
  string payload = bytes.substr(head.size + 4);
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ bytes[head.size + i % 4]);
  return payload;
}

} // namespace

CAF_TEST(frames are read alike however they are cut) {
  const std::vector<string> payloads{
    "",
    "2",
    "42[\"a\"]",
    string(125, 'a'),
    string(126, 'b'),
    string(700, 'c'),
    string(70'000, 'd'),
    "end"};
  string stream;
  std::uint64_t bytes = 0;
  for (const auto& payload : payloads) {
    stream += frame(payload);
    bytes += payload.size();
  }
  for (const std::size_t step : {1u, 7u, 513u, 4096u, 100'000u}) {
    const reading read{stream, step};
    CAF_CHECK_EQUAL(read.bytes, bytes);
    CAF_REQUIRE_EQUAL(read.seen.size(), payloads.size());
    for (std::size_t i = 0; i < payloads.size(); ++i)
      CAF_CHECK_EQUAL(read.seen[i], payloads[i].substr(0, seen_of_payload));
  }
}

CAF_TEST(a message in fragments is put together around a ping) {
  const auto stream = frame("42[", opcode::text, false) +
                      frame("hi", opcode::ping) +
                      frame("\"a\"", opcode::continuation, false) +
                      frame("]", opcode::continuation) + frame("2");
  for (const std::size_t step : {1u, 1000u}) {
    const reading read{stream, step};
    CAF_CHECK_EQUAL(read.seen, (std::vector<string>{"hi", "42[\"a\"]", "2"}));
    CAF_CHECK(read.kinds.front() == opcode::ping);
  }
}

CAF_TEST(a masked frame of a server is refused) {
  string masked;
  write_frame(masked, opcode::text, "2", 0x01020304);
  const reading read{frame("2") + masked, 1000};
  CAF_CHECK_EQUAL(read.seen.size(), 1u);
  CAF_CHECK(read.last == frame_reader::status::masked);
}

CAF_TEST(a sink that stops is told no more) {
  frame_reader reader;
  int told = 0;
  const auto end = reader.read(
    frame("a") + frame("b"), [&told](const received&) { return ++told > 1; });
  CAF_CHECK(end == frame_reader::status::stopped);
  CAF_CHECK_EQUAL(told, 1);
}

CAF_TEST(what a client writes can be unmasked) {
  string bytes;
  for (const std::size_t size :
       {0u, 1u, 7u, 8u, 13u, 125u, 126u, 65'535u, 65'536u, 70'001u}) {
    string payload(size, 'x');
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<char>(i * 31);
    write_frame(bytes, opcode::text, payload, 0xa1b2c3d4);
    CAF_CHECK(unmasked(bytes) == payload);
  }
}
