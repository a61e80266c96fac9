#pragma once

#include "net/refusal.hpp"
#include "net/request.hpp"
#include "net/stream.hpp"

#include <memory>
#include <string>

namespace troupe::net {

class engine_hooks;
class exchange;

/// Where an exchange's answer goes: its client's HTTP session, or what stands
/// for that on another node.
///
/// Is asked at most once, for one thing or the other, and is done with the
/// exchange then. Until then it tells the exchange how the request goes on
/// (`complete`, `abort`, `refused`), and it must not end without `abort`.
class exchange_home {
public:
  /// Takes the answer, with all headers that the exchange adds in it.
  virtual void answer(const reply& with) = 0;
  /// Gives the socket that a WebSocket goes on with, attached to the
  /// exchange's thread and telling nobody, and the bytes that came behind the
  /// request. `hello` is the answer 101 with its headers; who does not speak
  /// HTTP with the client has no use for it. Null if there is no socket to be
  /// had: then the client has been told so.
  virtual std::unique_ptr<stream>
  give_stream(std::string& glued, messages::frame_ptr hello) = 0;
  /// False if another node says 101 to the client: in its own words, so that
  /// no extension can be agreed on here.
  virtual bool says_hello() const noexcept { return true; }

protected:
  ~exchange_home() = default;
};

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

/// One HTTP request and the duty to answer it, on its home's I/O thread.
///
/// Shared by its home and whoever answers. Answered at most once; if the last
/// holder lets go without having answered, the client gets 503, so no path
/// leaves a client waiting.
class exchange {
public:
  /// `extra` are headers of every answer: CORS. They belong to the node that
  /// the client is connected to, so a home elsewhere gives none. Likewise
  /// `hooks`, which add to headers and are told of a refusal; null for none.
  exchange(
    exchange_home& home, net::request head, string_pairs extra = {},
    const engine_hooks* hooks = nullptr);
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  const net::request& head() const noexcept { return head_; }
  /// Complete once `body_complete()`.
  std::string& body() noexcept { return body_; }
  bool body_complete() const noexcept { return complete_; }
  /// False once the client has gone or been answered.
  bool open() const noexcept { return home_ != nullptr; }

  /// Who is told from now on; null for nobody.
  void listen(exchange_events* events) noexcept { events_ = events; }

  /// False if the client does not get it: it has gone, or a hook failed.
  bool answer(reply with);
  /// Answers that the engine does not serve the request.
  void refuse(const refusal& why);

  /// True if `accept_websocket` can name extensions.
  bool takes_extensions() const noexcept {
    return home_ && home_->says_hello();
  }
  /// Answers 101 and hands the stream over, with the bytes that came behind
  /// the request. Null if the client has gone, or a hook failed.
  /// `extensions` are those agreed on, as they stand in
  /// Sec-WebSocket-Extensions.
  std::unique_ptr<stream>
  accept_websocket(std::string& glued, const std::string& extensions = {});

  /// For the home: the body has come in, once, also if it is empty.
  void complete(std::string body);
  /// For the home: the client has gone, nobody waits for an answer any more.
  void abort();
  /// For the home: it has refused the body and answered so by itself.
  void refused();

private:
  void give_answer(const reply& with);
  /// False if a hook failed: then that has been answered.
  bool add_headers(string_pairs& headers);

  exchange_home* home_; ///< null once asked, or gone
  const engine_hooks* hooks_;
  net::request head_;
  string_pairs extra_;
  std::string body_;
  exchange_events* events_ = nullptr;
  bool complete_ = false;
};

} // namespace troupe::net
