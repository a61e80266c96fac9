#include "net/http_session.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"
#include "net/refusal_log.hpp"

#include <utility>

// What the application is asked about a request to an engine, on its way from
// the head to the engine: the half of http_session that waits for it.

namespace troupe::net {

const engine_hooks* http_session::hooks_of(const arrival& come) const {
  return site_.engines[come.engine].hooks;
}

void http_session::run_middlewares(arrival come) {
  const auto* hooks = hooks_of(come);
  if (!hooks || come.passed >= hooks->middlewares())
    return check(std::move(come));
  ask(std::move(come), [hooks](arrival& of, verdict_to_give verdict) {
    hooks->run_middleware(of.passed, of.head, of.extra, std::move(verdict));
  });
}

void http_session::ask_handshake(arrival come) {
  const auto* hooks = hooks_of(come);
  ask(std::move(come), [hooks](arrival& of, verdict_to_give verdict) {
    hooks->ask_handshake(of.head, std::move(verdict));
  });
}

/// The client waits for the answer as it does for the rest of a head:
/// `limits.header_timeout`, then 408.
template <class Put>
void http_session::ask(arrival come, Put put) {
  phase_ = phase::asking;
  thread_->arm(deadline_, limits().header_timeout);
  const auto kept = std::make_shared<arrival>(std::move(come));
  const auto asking =
    std::make_shared<question<verdict>>(*thread_, [this, kept](verdict said) {
      on_verdict(std::move(*kept), std::move(said));
      process();
    });
  asking_ = asking;
  const verdict no{verdict::kind::refused, {}};
  put(*kept, std::make_shared<answerer<verdict>>(asking, no));
  if (auto said = asking->wait())
    on_verdict(std::move(*kept), std::move(*said));
}

void http_session::on_verdict(arrival come, verdict said) {
  asking_ = nullptr;
  phase_ = after_head();
  stream_->read_on(true);
  const bool by_middleware = come.passed < hooks_of(come)->middlewares();
  if (said.what == verdict::kind::failed) {
    reply failed;
    failed.status = 500;
    failed.close = true;
    failed.headers = std::move(come.extra);
    answer(failed);
  } else if (said.what == verdict::kind::refused) {
    if (!by_middleware)
      count_failed_auth(come.head);
    refuse_arrival(
      come,
      by_middleware ? middleware_failure() : forbid(std::move(said.message)));
  } else if (by_middleware) {
    ++come.passed;
    run_middlewares(std::move(come));
  } else {
    come.admitted = true;
    hand_over(std::move(come));
  }
}

/// Worth a line by itself: either somebody's page tries what it may not, or an
/// origin is missing in the options.
void http_session::refuse_foreigner(const arrival& come) {
  const auto why = refuse_origin(come.head);
  log::info(
    "http", "origin-refused",
    {{"origin", come.head.header("origin").value_or("")},
     {"host", come.head.header("host").value_or("")},
     {"option", "cors.origins"},
     {"remote", come.head.remote_address}});
  refuse_arrival(come, why);
}

void http_session::refuse_arrival(const arrival& come, const refusal& why) {
  if (const auto* hooks = hooks_of(come))
    hooks->on_refusal(come.head, why);
  count_refusal(why);
  auto refused = make_refusal_reply(why, come.head);
  if (log::enabled(log::level::debug))
    log_refusal(
      refused.status, to_string(why.code), cause_of(why, come.head),
      come.head.remote_address);
  refused.headers = come.extra;
  answer(refused);
}

/// There is no room for another session; there may be soon.
void http_session::refuse_for_now(const arrival& come) {
  constexpr unsigned unavailable = 503;
  metrics::engine_rejections.count(metrics::rejection::queued_bytes);
  if (log::enabled(log::level::debug))
    log_refusal(
      unavailable, "Service Unavailable",
      "more waits for clients than limits.queued_bytes",
      come.head.remote_address);
  reply busy;
  busy.status = unavailable;
  busy.headers = come.extra;
  busy.headers.emplace_back("Retry-After", "5");
  answer(busy);
}

} // namespace troupe::net
