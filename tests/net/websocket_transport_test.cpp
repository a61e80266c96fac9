#define CAF_SUITE net.websocket_transport

#include "net/websocket_transport.hpp"

#include "net/deflate.hpp"
#include "tests/support/pair_of_sockets.hpp"
#include "tests/support/websocket_bytes.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::net;

namespace {

constexpr unsigned compressed_text = tests::fin | tests::text | 0x40;

/// The bytes of each call upward.
struct recorder final : transport_events {
  void on_packets(
    transport&, std::span<const messages::engineio::packet> packets) override {
    auto& bytes = calls.emplace_back();
    for (const auto& packet : packets)
      bytes.append(packet.data);
  }
  void on_transport_end(
    transport&, messages::close_reason, const messages::cause& why) override {
    end = why.text;
  }

  std::vector<std::string> calls;
  std::string end = "none";
};

/// A client's frame with a message that is a thousand times as long.
std::string bomb(std::size_t size, char filling) {
  const auto plain = messages::make_frame(
    messages::opcode::text, {"4" + std::string(size, filling)});
  return tests::client_frame(
    compressed_text, deflate_frame(plain, 15)->payload());
}

} // namespace

CAF_TEST(what one read unpacks to is handed on in parts) {
  tests::pair_of_sockets sockets;
  io_thread thread{0};
  recorder events;
  auto upgraded = std::make_unique<stream>(sockets.near);
  upgraded->attach(thread, nullptr);
  auto ours = std::make_unique<websocket_transport>(
    std::move(upgraded), websocket_transport::settings{.deflate_window = 15});
  std::string sent;
  std::string wanted;
  for (char c = 'a'; c < 'i'; ++c) {
    sent += bomb(200'000, c);
    wanted.append(200'000, c);
  }
  CAF_REQUIRE(sent.size() < 8'000); // read at once
  CAF_REQUIRE_EQUAL(
    ::write(sockets.far, sent.data(), sent.size()),
    static_cast<ssize_t>(sent.size()));
  ours->start(events, {});
  thread.turn(clock::duration::zero());
  std::string told;
  for (const auto& call : events.calls) {
    CAF_CHECK(call.size() <= 500'000);
    told += call;
  }
  CAF_CHECK_EQUAL(events.end, "none");
  CAF_CHECK(told == wanted);
  ours->close();
  thread.retire(std::move(ours));
}
