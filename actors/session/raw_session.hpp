#pragma once

#include "actors/session/client.hpp"
#include "actors/session/socket_handler.hpp"

#include <memory>
#include <string>
#include <utility>

namespace troupe::actors {

/// Engine.IO without Socket.IO on it: messages go straight to the user's
/// handler. Lives in its connection's actor.
class raw_session final : public engine_protocol, raw_context {
public:
  raw_session(client_host& host, std::string sid)
    : host_{host}
    , sid_{std::move(sid)} {}

  void set_handler(std::unique_ptr<raw_handler> handler) {
    handler_ = std::move(handler);
  }
  raw_context& context() noexcept { return *this; }

  void on_open(clock::time_point) override { handler_->on_open(); }
  void on_message(std::string_view message, bool binary) override {
    handler_->on_message(message, binary);
  }
  void on_end(messages::close_reason reason, std::string_view) override {
    handler_->on_close(reason);
  }
  void on_deadline(clock::time_point) override {}
  clock::time_point next_deadline() const noexcept override {
    return clock::time_point::max();
  }

private:
  const std::string& sid() const noexcept override { return sid_; }
  const session_facts& facts() const noexcept override { return host_.facts(); }
  void send(std::string_view data, bool binary) override {
    using namespace messages::engineio;
    host_.write(
      {binary ? make_binary_message(data) : make_text_message(data), nullptr},
      false);
  }
  void close() override {
    host_.close(messages::close_reason::forced_close, "closed by the server");
  }

  client_host& host_;
  std::string sid_;
  std::unique_ptr<raw_handler> handler_;
};

} // namespace troupe::actors
