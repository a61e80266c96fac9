#include "troupe/inside/watch_pages.hpp"

#include "config/metrics.hpp"
#include "troupe/inside/core.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace troupe::detail {

namespace {

constexpr unsigned ok = 200;
constexpr unsigned unavailable = 503;

net::reply
make_reply(unsigned status, std::string_view type, std::string body) {
  net::reply made;
  made.status = status;
  made.content_type = type;
  made.body = std::move(body);
  made.headers.emplace_back("Cache-Control", "no-store");
  return made;
}

net::reply make_json(unsigned status, const nlohmann::json& body) {
  return make_reply(status, "application/json", body.dump() + "\n");
}

net::reply describe(const readiness& now) {
  return make_json(
    now.ready() ? ok : unavailable, {{"ready", now.ready()},
                                     {"listening", now.listening},
                                     {"draining", now.draining},
                                     {"full", now.full},
                                     {"overloaded", now.overloaded}});
}

/// A plain page of ours is asked for by GET or HEAD.
bool is_watched(const net::request& req) {
  return (req.method == "GET" || req.method == "HEAD") &&
         (req.path == "/metrics" || req.path == "/healthz" ||
          req.path == "/readyz");
}

void answer_watcher(
  const core& of, const net::request& req, const net::page_to_give& answer) {
  const auto now = of.readiness_now(); // which the metrics show as well
  if (req.path == "/readyz")
    return answer->answer(describe(now));
  if (req.path == "/metrics")
    return answer->answer(
      make_reply(ok, "text/plain; version=0.0.4", metrics::exposition()));
  of.check_pulse([answer](bool well) {
    answer->answer(make_json(well ? ok : unavailable, {{"healthy", well}}));
  });
}

} // namespace

void watch_pages::on_request(
  const net::request& req, std::string_view body,
  net::page_to_give answer) const noexcept {
  try {
    if (is_watched(req))
      answer_watcher(core_, req, answer);
    else if (others_)
      others_->on_request(req, body, std::move(answer));
    else
      answer->answer(std::nullopt);
  } catch (...) {
    // `answer` says 500 as it goes.
  }
}

} // namespace troupe::detail
