#include "net/exchange.hpp"

#include "net/http_session.hpp"

namespace troupe::net {

exchange::exchange(http_session& session, net::request head, string_pairs extra)
  : session_{&session}
  , head_{std::move(head)}
  , extra_{std::move(extra)} {
}

exchange::~exchange() {
  if (!session_)
    return;
  reply unavailable;
  unavailable.status = 503;
  unavailable.close = true;
  answer(std::move(unavailable));
}

void exchange::answer(reply with) {
  if (!session_)
    return;
  with.headers.insert(with.headers.end(), extra_.begin(), extra_.end());
  events_ = nullptr;
  std::exchange(session_, nullptr)->answer(with);
}

std::unique_ptr<stream> exchange::accept_websocket(std::string& glued) {
  if (!session_)
    return nullptr;
  events_ = nullptr;
  const auto hello = messages::make_bytes({switching_protocols(head_, extra_)});
  return std::exchange(session_, nullptr)->give_stream(glued, hello);
}

void exchange::complete(std::string body) {
  body_ = std::move(body);
  complete_ = true;
  if (events_)
    events_->on_body(*this);
}

void exchange::abort() {
  session_ = nullptr;
  if (events_)
    std::exchange(events_, nullptr)->on_abort(*this);
}

void exchange::refused() {
  session_ = nullptr;
  if (events_)
    std::exchange(events_, nullptr)->on_refused(*this);
}

} // namespace troupe::net
