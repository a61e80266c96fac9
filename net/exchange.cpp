#include "net/exchange.hpp"

#include "config/log.hpp"
#include "net/hooks.hpp"
#include "net/refusal_log.hpp"

#include <utility>

namespace troupe::net {

exchange::exchange(
  exchange_home& home, net::request head, string_pairs extra,
  const engine_hooks* hooks)
  : home_{&home}
  , hooks_{hooks}
  , head_{std::move(head)}
  , extra_{std::move(extra)} {
}

exchange::~exchange() {
  if (!home_)
    return;
  if (log::enabled(log::level::debug))
    log_refusal(
      503, "Service Unavailable", "nobody answered: the server is ending",
      head_.remote_address);
  reply unavailable;
  unavailable.status = 503;
  unavailable.close = true;
  answer(std::move(unavailable));
}

bool exchange::answer(reply with) {
  if (!home_)
    return false;
  with.headers.insert(with.headers.end(), extra_.begin(), extra_.end());
  if (hooks_ && with.status == 200 && !add_headers(with.headers))
    return false;
  give_answer(with);
  return true;
}

void exchange::refuse(const refusal& why) {
  if (home_ && hooks_)
    hooks_->on_refusal(head_, why);
  if (home_ && home_->says_hello())
    count_refusal(why);
  auto refused = make_refusal_reply(why, head_);
  if (log::enabled(log::level::debug))
    log_refusal(
      refused.status, to_string(why.code), cause_of(why, head_),
      head_.remote_address);
  answer(std::move(refused));
}

void exchange::give_answer(const reply& with) {
  events_ = nullptr;
  std::exchange(home_, nullptr)->answer(with);
}

bool exchange::add_headers(string_pairs& headers) {
  const bool initial = head_.parameter("sid").value_or("").empty();
  if (hooks_->add_headers(head_, initial, headers))
    return true;
  reply failed;
  failed.status = 500;
  failed.close = true;
  failed.headers = extra_;
  give_answer(failed);
  return false;
}

std::unique_ptr<stream>
exchange::accept_websocket(std::string& glued, const std::string& extensions) {
  if (!home_ || (hooks_ && !add_headers(extra_)))
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
