#pragma once

#include "net/hooks.hpp"
#include "troupe/engine.hpp"
#include "troupe/http.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

// Not for users: what the application registered about HTTP requests, between
// the I/O threads that ask and the handlers.

namespace troupe::detail {

/// What is registered with one engine; read-only once the server listens. A
/// handler that throws fails its request alone, and is logged.
class engine_handlers final : public net::engine_hooks {
public:
  /// Nothing is registered: the I/O threads need not ask.
  bool empty() const noexcept;

  std::size_t middlewares() const noexcept override {
    return middlewares_.size();
  }
  void run_middleware(
    std::size_t which, const net::request& req, net::string_pairs& headers,
    net::verdict_to_give verdict) const noexcept override;
  bool guards_handshakes() const noexcept override { return allow_ != nullptr; }
  void ask_handshake(const net::request& req, net::verdict_to_give verdict)
    const noexcept override;
  bool extends_ids() const noexcept override { return id_ != nullptr; }
  std::optional<std::string>
  extend_id(const net::request& req) const noexcept override;
  bool add_headers(
    const net::request& req, bool initial,
    net::string_pairs& headers) const noexcept override;
  void on_refusal(
    const net::request& req, const net::refusal& why) const noexcept override;

private:
  friend class troupe::engine;

  std::function<void(const http_request&, decision)> allow_;
  std::function<std::string(const http_request&)> id_;
  std::vector<engine::middleware> middlewares_;
  std::vector<engine::headers_handler> initial_headers_;
  std::vector<engine::headers_handler> headers_;
  std::vector<std::function<void(const connection_error&)>> errors_;
};

/// The handler of `server::on_request`.
class page_handlers final : public net::page_hooks {
public:
  using handler = std::function<void(const http_request&, http_response)>;

  void set(handler f) { handler_ = std::move(f); }
  bool empty() const noexcept { return !handler_; }
  void on_request(
    const net::request& req, std::string_view body,
    net::page_to_give answer) const noexcept override;

private:
  handler handler_;
};

} // namespace troupe::detail
