#pragma once

#include "actors/session/client.hpp"
#include "actors/session/socket_handler.hpp"

#include <memory>
#include <string>
#include <utility>

namespace troupe::actors {

/// What a raw session asks its connection besides.
class raw_host {
public:
  virtual const net::request* message_request() const noexcept = 0;
  virtual net::transport_kind transport_now() const noexcept = 0;

protected:
  ~raw_host() = default;
};

/// Engine.IO without Socket.IO on it: messages go straight to the user's
/// handler. Lives in its connection's actor.
class raw_session final : public engine_protocol, raw_context {
public:
  raw_session(client_host& host, raw_host& session, std::string sid)
    : host_{host}
    , session_{session}
    , sid_{std::move(sid)} {}

  void set_handler(std::unique_ptr<raw_handler> handler) {
    handler_ = std::move(handler);
  }
  raw_context& context() noexcept { return *this; }

  void on_open(clock::time_point) override {
    opened_ = true;
    handler_->on_open();
  }
  void on_message(std::string_view message, bool binary) override {
    handler_->on_message(message, binary);
  }
  void on_upgrade() override { handler_->on_upgrade(); }
  void on_end(messages::close_reason reason, const messages::cause&) override {
    if (opened_) // else its client had gone before
      handler_->on_close(reason);
  }
  void on_deadline(clock::time_point) override {}
  clock::time_point next_deadline() const noexcept override {
    return clock::time_point::max();
  }

private:
  const std::string& sid() const noexcept override { return sid_; }
  const session_facts& facts() const noexcept override { return host_.facts(); }
  const net::request* message_request() const noexcept override {
    return session_.message_request();
  }
  net::transport_kind transport() const noexcept override {
    return session_.transport_now();
  }
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
  raw_host& session_;
  std::string sid_;
  std::unique_ptr<raw_handler> handler_;
  bool opened_ = false;
};

} // namespace troupe::actors
