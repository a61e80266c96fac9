#pragma once

#include "troupe/fwd.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// An HTTP request, as a hook sees it. A view: it ends with the hook's call,
/// so what is needed later has to be copied.
class http_request {
public:
  using pairs = std::vector<std::pair<std::string, std::string>>;

  const std::string& method() const noexcept;
  /// Path and query, as they came.
  const std::string& url() const noexcept;
  /// Up to the `?`, not decoded.
  const std::string& path() const noexcept;
  /// Decoded, in the order in which they came.
  const pairs& query() const noexcept;
  /// Names in lower case, in the order in which they came.
  const pairs& headers() const noexcept;
  /// Of the client, as `handshake::address` has it.
  const std::string& address() const noexcept;
  /// Bytes; only `server::on_request` waits for them, elsewhere empty.
  std::string_view body() const noexcept { return body_; }

  /// The last parameter called `name`.
  std::optional<std::string_view> parameter(std::string_view name) const;
  /// The last header called `name`, in any case.
  std::optional<std::string_view> header(std::string_view name) const;

private:
  friend class detail::engine_handlers;
  friend class detail::page_handlers;
  explicit http_request(
    const net::request& head, std::string_view body = {}) noexcept
    : head_{&head}
    , body_{body} {}

  const net::request* head_;
  std::string_view body_;
};

/// The headers of an answer that is still to be sent; a view like
/// `http_request`. Those that say how it is sent (Content-Length, Connection,
/// Upgrade …) are not to be had: `set` and `add` throw `std::invalid_argument`
/// for them, and for characters that no header may have.
class response_headers {
public:
  /// Instead of all headers called `name` that the application or Troupe gave.
  void set(std::string_view name, std::string value);
  /// Beside others of the name: several Set-Cookie.
  void add(std::string_view name, std::string value);
  void remove(std::string_view name);

private:
  friend class detail::engine_handlers;
  explicit response_headers(http_request::pairs& all) noexcept
    : all_{all} {}

  http_request::pairs& all_;
};

/// What a hook is asked: call it once, now or later, from any thread. The first
/// call counts; if the last copy goes without one, the request is refused. A
/// client that waits longer than `limits.header_timeout` gets 408.
class decision {
public:
  /// The request goes on.
  void operator()() const;
  /// The request is refused; the message is for the client where the protocol
  /// has a place for it (`engine::allow_request`).
  void operator()(std::string message) const;

private:
  friend class detail::engine_handlers;
  explicit decision(std::shared_ptr<net::answerer<net::verdict>> to)
    : to_{std::move(to)} {}

  std::shared_ptr<net::answerer<net::verdict>> to_;
};

/// An engine's refusal of a request, as `engine::on_connection_error` sees it.
struct connection_error {
  const http_request& request;
  int code;            ///< 0 to 5 (Engine.IO protocol v4)
  std::string message; ///< of the code
  /// More about it, by Engine.IO's own names: `transport`, `sid`, `name` …
  http_request::pairs context;
};

/// A whole answer, for `http_response::send`.
struct http_answer {
  unsigned status = 200;
  http_request::pairs headers;
  std::string body;
};

/// The duty to answer a request of `server::on_request`: once, now or later,
/// from any thread. The first answer counts; if the last copy goes without one,
/// the client gets 500. A client may hang up; then nothing happens.
class http_response {
public:
  /// Throws `std::invalid_argument` for a status outside of 200 to 599 or a
  /// header that `response_headers` would not take.
  void send(http_answer answer) const;
  void send(std::string text) const;
  /// Leaves it to the static files, and 404.
  void pass() const;

private:
  friend class detail::page_handlers;
  using answerer = net::answerer<std::optional<net::reply>>;
  explicit http_response(std::shared_ptr<answerer> to)
    : to_{std::move(to)} {}

  std::shared_ptr<answerer> to_;
};

} // namespace troupe
