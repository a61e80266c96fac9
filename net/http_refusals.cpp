#include "config/log.hpp"
#include "net/http_parser.hpp"
#include "net/http_session.hpp"
#include "net/linger.hpp"
#include "net/refusal_log.hpp"

#include <utility>

// How requests and connections end before their time: the half of http_session
// that says no.

namespace troupe::net {

void http_session::refuse(
  unsigned status, std::string_view message, const messages::cause& why) {
  if (log::enabled(log::level::debug))
    log_refusal(status, message, why, stream_->remote_address());
  incoming_.reset();
  if (auto* pending = std::exchange(current_, nullptr))
    status == 413 ? pending->refused() : pending->abort();
  if (!stream_)
    return;
  if (answered_) { // the rest of its body was not worth reading
    linger_and_close(*thread_, std::move(stream_));
    return finish();
  }
  reply last;
  last.status = status;
  last.content_type = "text/plain; charset=UTF-8";
  last.body = message;
  say_goodbye(last);
}

void http_session::refuse_body() {
  const messages::bound by{"engine.max_http_buffer_size", max_body_};
  const auto said = parser_->beast.content_length();
  if (max_body_ == 0)
    refuse(413, {}, "a body where none is expected");
  else if (said)
    refuse(413, {}, messages::over("payload of", *said, "bytes", by));
  else
    refuse(413, {}, messages::more("payload of more bytes", by));
}

void http_session::log_closed(const messages::cause& why) const {
  if (!log::enabled(log::level::debug))
    return;
  log::debug(
    "http", "connection-closed",
    {{"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"remote", stream_->remote_address()}});
}

/// Which of the times that a client has is over.
messages::cause http_session::overdue() const {
  const auto& all = limits();
  const messages::bound head{"limits.header_timeout", all.header_timeout};
  if (phase_ == phase::body)
    return messages::late(
      "body not complete", {"limits.body_timeout", all.body_timeout});
  if (phase_ == phase::asking)
    return messages::late("no answer of the application", head);
  if (!input_.empty())
    return messages::late("head not complete", head);
  if (requests_ == 0)
    return messages::late("no request", head);
  return messages::late(
    "no further request", {"limits.idle_timeout", all.idle_timeout});
}

void http_session::on_deadline() {
  const auto why = overdue();
  if (phase_ != phase::head || !input_.empty())
    return refuse(408, "Request took too long", why);
  log_closed(why);
  linger_and_close(*thread_, std::move(stream_));
  finish();
}

} // namespace troupe::net
