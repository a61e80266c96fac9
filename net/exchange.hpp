#pragma once

#include "net/request.hpp"
#include "net/stream.hpp"

#include <memory>
#include <string>

namespace troupe::net {

class exchange;
class http_session;

/// Is told how an exchange goes on that it has taken over.
class exchange_events {
public:
  /// The request's body is complete.
  virtual void on_body(exchange& of) = 0;
  /// The client went away before the answer.
  virtual void on_abort(exchange& of) = 0;
  /// The body was refused (too big) and the refusal has been answered.
  virtual void on_refused(exchange& of) = 0;

protected:
  ~exchange_events() = default;
};

/// One HTTP request and the duty to answer it, on its session's I/O thread.
///
/// Shared by the HTTP session and whoever answers. Answered at most once; if
/// the last holder lets go without having answered, the client gets 503, so no
/// path leaves a client waiting.
class exchange {
public:
  exchange(http_session& session, net::request head, string_pairs extra);
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  const net::request& head() const noexcept { return head_; }
  /// Complete once `body_complete()`.
  std::string& body() noexcept { return body_; }
  bool body_complete() const noexcept { return complete_; }
  /// False once the client has gone or been answered.
  bool open() const noexcept { return session_ != nullptr; }

  /// Who is told from now on; null for nobody.
  void listen(exchange_events* events) noexcept { events_ = events; }

  void answer(reply with);

  /// Answers 101 and hands the stream over, with the bytes that came behind
  /// the request. Null if the client has gone.
  std::unique_ptr<stream> accept_websocket(std::string& glued);

private:
  friend class http_session;
  void complete(std::string body);
  void abort();
  void refused();

  http_session* session_;
  net::request head_;
  string_pairs extra_; ///< headers of every answer: CORS
  std::string body_;
  exchange_events* events_ = nullptr;
  bool complete_ = false;
};

} // namespace troupe::net
