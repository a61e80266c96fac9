#include "net/cors.hpp"
#include "net/http_parser.hpp"
#include "net/http_session.hpp"
#include "net/origin.hpp"
#include "net/page_request.hpp"
#include "net/queue_budget.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

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
  if (!engine)
    return dispatch_page(std::move(head));
  const auto& rules = site_.rules_of(*thread_).cors;
  const bool cors = !rules.origins.empty();
  if (!fits_body(site_.engines[*engine].max_body))
    return refuse_body();
  if (cors && head.method == "OPTIONS")
    return answer(preflight_reply(rules, head));
  auto extra = cors ? cors_headers(rules, head) : string_pairs{};
  if (auto file = site_.files.find(head)) {
    std::move(extra.begin(), extra.end(), std::back_inserter(file->headers));
    return answer(*file);
  }
  arrival come{std::move(head), *engine, std::move(extra), {}};
  if (within_quotas(come))
    run_middlewares(std::move(come));
}

void http_session::dispatch_page(request head) {
  const bool asks = site_.pages && !head.asks_websocket();
  if (!fits_body(asks ? site_.max_page_body : 0))
    return refuse_body();
  if (!asks)
    return answer(find_page(site_, head));
  expect_body(head);
  page_ = std::make_shared<page_request>(
    site_, *thread_, make_exchange(std::move(head), {}));
  page_->begin();
}

/// Also bounds what comes in chunks.
bool http_session::fits_body(std::size_t most) {
  max_body_ = most;
  parser_->beast.body_limit(most);
  return parser_->beast.content_length_remaining().value_or(0) <= most;
}

http_session::phase http_session::after_head() const {
  return parser_->beast.is_done() ? phase::answer : phase::body;
}

void http_session::check(arrival come) {
  come.asked =
    read_engine_request(come.head, site_.engines[come.engine].transports);
  const auto& rules = site_.rules_of(*thread_).cors;
  if (!come.asked.error && !allows_origin(rules, come.head))
    return refuse_foreigner(come);
  if (come.asked.error || !moves_elsewhere(come))
    hand_over(std::move(come));
}

bool http_session::moves_elsewhere(arrival& come) {
  if (come.asked.sid.empty())
    return false;
  const auto there = site_.upward->owner_of(come.asked.sid);
  if (!there || *there == thread_->index())
    return false;
  after_move_ = [this, goes_on = std::make_shared<arrival>(std::move(come))] {
    phase_ = after_head();
    hand_over(std::move(*goes_on));
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

void http_session::hand_over(arrival come) {
  const auto error = come.asked.error;
  if (
    !error && come.asked.sid.empty() && site_.budget &&
    site_.budget->exceeded())
    return refuse_for_now(come);
  // Engine.IO's server asks before it looks at the revision.
  const bool askable =
    !error || error == engine_error::unsupported_protocol_version;
  const auto* hooks = hooks_of(come);
  if (
    hooks && askable && come.asked.sid.empty() && !come.admitted &&
    hooks->guards_handshakes())
    return ask_handshake(std::move(come));
  if (error)
    return refuse_arrival(come, explain(*error, come.head));
  pass_on(std::move(come));
}

void http_session::pass_on(arrival come) {
  expect_body(come.head);
  const auto made =
    make_exchange(std::move(come.head), std::move(come.extra), hooks_of(come));
  if (come.asked.sid.empty())
    site_.upward->open(*thread_, come.engine, made);
  else
    site_.upward->request(*thread_, std::move(come.asked.sid), made);
}

void http_session::expect_body(const request& of) {
  if (phase_ == phase::body) {
    thread_->arm(deadline_, limits().body_timeout);
    if (of.header("expect"))
      stream_->push(messages::make_bytes({"HTTP/1.1 100 Continue\r\n\r\n"}));
  } else {
    deadline_.disarm();
  }
  stream_->read_on(true);
}

std::shared_ptr<exchange> http_session::make_exchange(
  request head, string_pairs extra, const engine_hooks* hooks) {
  exchange_home& home = *this;
  auto made =
    std::make_shared<exchange>(home, std::move(head), std::move(extra), hooks);
  current_ = made.get();
  if (phase_ == phase::body)
    incoming_ = made;
  else
    made->complete({});
  return made;
}

} // namespace troupe::net
