#pragma once

#include "net/http_session.hpp"
#include "tests/support/fake_hooks.hpp"
#include "tests/support/pair_of_sockets.hpp"

#include <array>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

namespace troupe::net {

/// An HTTP session, and an application with hooks, at one end of a pair of
/// sockets.
struct hooked_session final : http_session::owner, gateway {
  hooked_session() {
    here.engines.push_back({"/socket.io/", {}, 100, &hooks});
    here.pages = &hooks;
    here.max_page_body = 10;
    here.files.add("/page", "a page", "text/plain", "tag");
    here.upward = this;
    session = std::make_unique<http_session>(
      here, std::make_unique<stream>(sockets.near));
    session->start(thread, *this);
  }

  void release(http_session&) override { thread.retire(std::move(session)); }
  void move(http_session&, unsigned) override {}
  void open(io_thread&, unsigned, std::shared_ptr<exchange> of) override {
    hooks.trace += "open;";
    served = std::move(of);
  }
  void request(io_thread&, std::string, std::shared_ptr<exchange> of) override {
    hooks.trace += "request;";
    served = std::move(of);
  }
  std::optional<unsigned> owner_of(std::string_view) const override {
    return {};
  }

  void turn() { thread.turn(clock::duration::zero()); }
  void send(std::string_view bytes) {
    CAF_REQUIRE_EQUAL(
      ::write(sockets.far, bytes.data(), bytes.size()),
      static_cast<ssize_t>(bytes.size()));
    turn();
  }
  /// What the client has got since the last call; empty = nothing.
  std::string receive() {
    turn();
    std::array<char, 4096> buffer;
    const auto n = ::read(sockets.far, buffer.data(), buffer.size());
    return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
  }
  /// What happened since the last call.
  std::string trace() { return std::exchange(hooks.trace, {}); }

  fake_hooks hooks;
  io_thread thread{0};
  site here;
  std::shared_ptr<exchange> served;
  tests::pair_of_sockets sockets;
  std::unique_ptr<http_session> session;
};

} // namespace troupe::net
