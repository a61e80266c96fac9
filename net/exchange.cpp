#include "net/exchange.hpp"

#include <utility>

namespace troupe::net {

exchange::exchange(exchange_home& home, net::request head, string_pairs extra)
  : home_{&home}
  , head_{std::move(head)}
  , extra_{std::move(extra)} {
}

exchange::~exchange() {
  if (!home_)
    return;
  reply unavailable;
  unavailable.status = 503;
  unavailable.close = true;
  answer(std::move(unavailable));
}

void exchange::answer(reply with) {
  if (!home_)
    return;
  with.headers.insert(with.headers.end(), extra_.begin(), extra_.end());
  events_ = nullptr;
  std::exchange(home_, nullptr)->answer(with);
}

std::unique_ptr<stream>
exchange::accept_websocket(std::string& glued, const std::string& extensions) {
  if (!home_)
    return nullptr;
  events_ = nullptr;
  if (!extensions.empty())
    extra_.emplace_back("Sec-WebSocket-Extensions", extensions);
  const auto hello = messages::make_bytes({switching_protocols(head_, extra_)});
  return std::exchange(home_, nullptr)->give_stream(glued, hello);
}

void exchange::complete(std::string body) {
  body_ = std::move(body);
  complete_ = true;
  if (events_)
    events_->on_body(*this);
}

void exchange::abort() {
  home_ = nullptr;
  if (events_)
    std::exchange(events_, nullptr)->on_abort(*this);
}

void exchange::refused() {
  home_ = nullptr;
  if (events_)
    std::exchange(events_, nullptr)->on_refused(*this);
}

} // namespace troupe::net
