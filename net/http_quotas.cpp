#include "config/log.hpp"
#include "net/http_session.hpp"
#include "net/quota_refusal.hpp"
#include "net/refusal_log.hpp"

#include <atomic>
#include <cstdint>

// Whose request it is, and whether its address may have it: the half of
// http_session that counts.

namespace troupe::net {

namespace {

bool counts_addresses(const config::limit_options& limits) {
  return limits.connections_per_address > 0 ||
         limits.handshakes_per_second_per_address > 0 ||
         limits.failed_auth_per_minute > 0;
}

/// A proxy that nobody has named counts as one client: once a minute, of all
/// threads, the log says so.
void warn_of_proxy(std::string_view remote) {
  using std::chrono::minutes;
  static std::atomic<std::int64_t> next{0};
  const auto now =
    std::chrono::duration_cast<minutes>(clock::now().time_since_epoch())
      .count();
  auto due = next.load(std::memory_order_relaxed);
  if (now < due || !next.compare_exchange_strong(due, now + 1))
    return;
  log::warn(
    "http", "forwarded-for-ignored",
    {{"remote", remote}, {"option", "limits.trusted_proxies"}});
}

} // namespace

void http_session::learn_client(request& head) {
  const auto& rules = site_.rules_of(*thread_);
  if (!says_forwarded(head.headers))
    return;
  if (rules.proxies.trusts(head.remote_address))
    head.remote_address =
      rules.proxies.client_of(head.remote_address, head.headers);
  else if (counts_addresses(rules.limits))
    warn_of_proxy(head.remote_address);
}

/// A connection of a proxy is now one, now another client's.
std::optional<quota_excess>
http_session::take_place(const config::ip_address& from) {
  const auto& rules = site_.rules_of(*thread_);
  const auto* const has = stream_->place();
  if (
    rules.limits.connections_per_address == 0 ||
    (has && has->counted_for() == quota_address(from)) ||
    !rules.proxies.trusts(stream_->remote_address()) ||
    rules.proxies.trusts(from))
    return {};
  stream_->occupy(nullptr);
  std::unique_ptr<address_place> place;
  auto refused = site_.quotas->enter(from, rules.limits, place, thread_->now());
  stream_->occupy(std::move(place));
  return refused;
}

/// Of all that an engine is asked for; a new session is counted.
bool http_session::within_quotas(const arrival& come) {
  const auto& limits = this->limits();
  if (!counts_addresses(limits) && limits.handshakes_per_second == 0)
    return true;
  const auto from = config::parse_ip(come.head.remote_address);
  std::optional<quota_excess> over;
  if (from)
    over = take_place(*from);
  if (!over && come.head.parameter("sid").value_or("").empty())
    over = site_.quotas->ask_handshake(from, limits, thread_->now());
  if (!over)
    return true;
  refuse_excess(*over, come);
  return false;
}

/// `allow_request` has said no.
void http_session::count_failed_auth(const request& head) {
  const auto most = limits().failed_auth_per_minute;
  const auto from = config::parse_ip(head.remote_address);
  if (most > 0 && from)
    site_.quotas->count_failed_auth(*from, most, thread_->now());
}

void http_session::refuse_excess(const quota_excess& why, const arrival& come) {
  tell_excess(why, come.head.remote_address);
  auto refused = make_excess_reply(why);
  if (log::enabled(log::level::debug)) {
    messages::cause over{"a bound of its address, or of all"};
    over.option = why.by.option;
    over.limit = why.by.limit;
    log_refusal(refused.status, refused.body, over, come.head.remote_address);
  }
  refused.headers.insert(
    refused.headers.end(), come.extra.begin(), come.extra.end());
  answer(refused);
}

} // namespace troupe::net
