#include "net/cors.hpp"
#include "net/http_parser.hpp"
#include "net/http_session.hpp"

#include <algorithm>
#include <iterator>

// Where a request goes: the half of http_session that knows the site.

namespace troupe::net {

namespace {

bool serves(const engine_endpoint& engine, std::string_view target) {
  if (target.starts_with(engine.path))
    return true;
  const auto path = target.substr(0, target.find('?'));
  return engine.also_bare && path.size() + 1 == engine.path.size() &&
         engine.path.starts_with(path);
}

std::optional<unsigned> find_engine(const site& of, std::string_view target) {
  for (unsigned i = 0; i < of.engines.size(); ++i)
    if (serves(of.engines[i], target))
      return i;
  return {};
}

} // namespace

void http_session::dispatch(request head) {
  const auto engine = find_engine(site_, head.target);
  auto file = site_.files.find(head);
  const bool cors = engine && !site_.cors.origins.empty();
  const auto most = engine ? site_.engines[*engine].max_body : 0;
  parser_->beast.body_limit(most); // of what comes in chunks
  if (parser_->beast.content_length_remaining().value_or(0) > most)
    return refuse(413, {});
  if (cors && head.method == "OPTIONS")
    return answer(preflight_reply(site_.cors, head));
  if (file || !engine) {
    if (!file) {
      file.emplace();
      file->status = 404;
      file->close = head.asks_websocket();
    }
    auto extra = cors ? cors_headers(site_.cors, head) : string_pairs{};
    std::move(extra.begin(), extra.end(), std::back_inserter(file->headers));
    return answer(*file);
  }
  auto asked = read_engine_request(head, site_.engines[*engine].transports);
  if (asked.error || !moves_elsewhere(asked, *engine, head))
    hand_over(*engine, std::move(asked), std::move(head));
}

bool http_session::moves_elsewhere(
  const engine_request& asked, unsigned engine, request& head) {
  if (asked.sid.empty())
    return false;
  const auto there = site_.upward->owner_of(asked.sid);
  if (!there || *there == thread_->index())
    return false;
  auto goes_on = std::make_shared<request>(std::move(head));
  after_move_ = [this, engine, asked, goes_on] {
    phase_ = parser_->beast.is_done() ? phase::answer : phase::body;
    hand_over(engine, asked, std::move(*goes_on));
  };
  phase_ = phase::moving;
  deadline_.disarm();
  stream_->read_on(false);
  // Not now: this session is still on the stack. The owner finds out if it has
  // ended until then.
  thread_->post(
    [by = owner_, self = this, index = *there] { by->move(*self, index); });
  return true;
}

void http_session::hand_over(
  unsigned engine, engine_request asked, request head) {
  auto extra = cors_headers(site_.cors, head);
  if (asked.error) {
    auto refusal = make_error_reply(*asked.error, head);
    refusal.headers = std::move(extra);
    return answer(refusal);
  }
  if (phase_ == phase::body) {
    thread_->arm(deadline_, site_.limits.body_timeout);
    if (head.header("expect"))
      stream_->push(messages::make_bytes({"HTTP/1.1 100 Continue\r\n\r\n"}));
  } else {
    deadline_.disarm();
  }
  stream_->read_on(true);
  const auto made = make_exchange(std::move(head), std::move(extra));
  if (asked.sid.empty())
    site_.upward->open(*thread_, engine, made);
  else
    site_.upward->request(*thread_, std::move(asked.sid), made);
}

std::shared_ptr<exchange>
http_session::make_exchange(request head, string_pairs extra) {
  exchange_home& home = *this;
  auto made =
    std::make_shared<exchange>(home, std::move(head), std::move(extra));
  current_ = made.get();
  if (phase_ == phase::body)
    incoming_ = made;
  else
    made->complete({});
  return made;
}

} // namespace troupe::net
