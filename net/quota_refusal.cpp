#include "net/quota_refusal.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"
#include "messages/json_text.hpp"

#include <algorithm>
#include <random>
#include <string>

namespace troupe::net {

using kind = quota_excess::kind;

namespace {

metrics::rejection label(kind of) {
  using enum metrics::rejection;
  switch (of) {
  case kind::address_connections:
    return address_connections;
  case kind::address_handshakes:
    return address_handshakes;
  case kind::failed_auth:
    return failed_auth;
  case kind::handshakes:
    break;
  }
  return handshake_rate;
}

std::string_view message_of(kind what) {
  switch (what) {
  case kind::address_connections:
    return "Too many connections of this address";
  case kind::address_handshakes:
    return "Too many handshakes of this address";
  case kind::failed_auth:
    return "Too many failed attempts of this address";
  case kind::handshakes:
    break;
  }
  return "Too many handshakes";
}

/// Those who were refused together come back apart.
std::chrono::seconds with_jitter(std::chrono::steady_clock::duration wait) {
  thread_local std::minstd_rand chance{std::random_device{}()};
  const auto least = std::max<std::chrono::seconds::rep>(
    1, std::chrono::ceil<std::chrono::seconds>(wait).count());
  return std::chrono::seconds{least + chance() % (std::min(least, 60L) + 1)};
}

} // namespace

reply make_busy_reply(
  unsigned status, std::string_view message,
  std::chrono::steady_clock::duration wait) {
  reply made;
  made.status = status;
  made.content_type = "application/json";
  made.body = "{\"code\":" + std::to_string(status) +
              ",\"message\":" + messages::quote(message) + "}";
  made.headers.emplace_back(
    "Retry-After", std::to_string(with_jitter(wait).count()));
  made.close = true;
  return made;
}

reply make_excess_reply(const quota_excess& why) {
  return make_busy_reply(
    why.what == kind::handshakes ? 503 : 429, message_of(why.what), why.wait);
}

void tell_excess(const quota_excess& why, std::string_view remote) {
  metrics::engine_rejections.count(label(why.what));
  if (!why.told)
    log::warn(
      "http", "quota-exceeded",
      {{"detail", message_of(why.what)},
       {"option", why.by.option},
       {"limit", why.by.limit},
       {"remote", remote}});
}

} // namespace troupe::net
