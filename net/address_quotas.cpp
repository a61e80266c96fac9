#include "net/address_quotas.hpp"

#include <algorithm>
#include <utility>

namespace troupe::net {

using config::ip_address;
using config::quota_address;
using messages::token_rate;
using kind = quota_excess::kind;

namespace {

constexpr auto tidy_pause = std::chrono::seconds{1};
constexpr auto telling_pause = std::chrono::minutes{1};
/// What a client has to wait for that is over a number, not over a rate.
constexpr auto short_wait = std::chrono::seconds{1};
/// Nothing has to be known of an address that was quiet for so long: a minute's
/// failures have come back, and so has any burst worth its name.
constexpr auto forgotten_after = std::chrono::minutes{2};

token_rate rate_of(std::size_t per_second, std::size_t burst) {
  return {static_cast<double>(per_second), static_cast<double>(burst)};
}

token_rate failure_rate(std::size_t per_minute) {
  return {
    static_cast<double>(per_minute) / 60, static_cast<double>(per_minute)};
}

} // namespace

address_quotas::entry*
address_quotas::find_or_make(const ip_address& from, clock::time_point now) {
  const auto key = quota_address(from);
  if (const auto found = entries_.find(key); found != entries_.end()) {
    found->second.used = now;
    return &found->second;
  }
  if (entries_.size() >= std::min(tidy_at_, most_))
    forget_idle(now);
  if (entries_.size() >= most_)
    return nullptr;
  auto& made = entries_[key];
  made.used = now;
  return &made;
}

/// Each time, the table has grown to twice of what was left: no more work per
/// address than finding it. A full one is gone through once a second at most.
void address_quotas::forget_idle(clock::time_point now) {
  if (entries_.size() >= most_ && now - tidied_ < tidy_pause)
    return;
  tidied_ = now;
  std::erase_if(entries_, [now](const auto& each) {
    const auto& [address, known] = each;
    return known.connections == 0 && now - known.used > forgotten_after;
  });
  tidy_at_ = std::max<std::size_t>(1024, 2 * entries_.size());
}

quota_excess address_quotas::excess_of(
  kind what, const messages::bound& by, clock::duration wait,
  clock::time_point& told, clock::time_point now) {
  const bool lately = told != clock::time_point{} && now - told < telling_pause;
  if (!lately)
    told = now;
  return {what, by, wait, lately};
}

std::optional<quota_excess> address_quotas::enter(
  const ip_address& from, const limits& of,
  std::unique_ptr<address_place>& place, clock::time_point now) {
  place.reset(); // before the lock, which its end takes too
  const std::lock_guard hold{mutex_};
  auto* const known = find_or_make(from, now);
  if (!known)
    return {};
  const auto most = of.connections_per_address;
  if (known->connections >= most)
    return excess_of(
      kind::address_connections, {"limits.connections_per_address", most},
      short_wait, known->told, now);
  ++known->connections;
  place =
    std::make_unique<address_place>(shared_from_this(), quota_address(from));
  return {};
}

std::optional<quota_excess> address_quotas::ask_for_address(
  entry& from, const limits& of, clock::time_point now) {
  if (const auto most = of.failed_auth_per_minute; most > 0) {
    const auto rate = failure_rate(most);
    if (const auto wait = from.failures.wait_for(1, rate, now);
        wait.count() > 0)
      return excess_of(
        kind::failed_auth, {"limits.failed_auth_per_minute", most}, wait,
        from.told, now);
  }
  const auto most = of.handshakes_per_second_per_address;
  if (most == 0)
    return {};
  const auto rate = rate_of(most, of.handshakes_burst_per_address);
  if (from.handshakes.try_take(rate, now))
    return {};
  return excess_of(
    kind::address_handshakes,
    {"limits.handshakes_per_second_per_address", most},
    from.handshakes.wait_for(1, rate, now), from.told, now);
}

std::optional<quota_excess> address_quotas::ask_handshake(
  const std::optional<ip_address>& from, const limits& of,
  clock::time_point now) {
  const bool by_address = from && (of.failed_auth_per_minute > 0 ||
                                   of.handshakes_per_second_per_address > 0);
  const auto most = of.handshakes_per_second;
  if (!by_address && most == 0)
    return {};
  const std::lock_guard hold{mutex_};
  // First: those whom their address is refused for take nothing from others.
  if (auto* const known = by_address ? find_or_make(*from, now) : nullptr)
    if (const auto refused = ask_for_address(*known, of, now))
      return refused;
  const auto rate = rate_of(most, most);
  if (most == 0 || handshakes_.try_take(rate, now))
    return {};
  return excess_of(
    kind::handshakes, {"limits.handshakes_per_second", most},
    handshakes_.wait_for(1, rate, now), told_, now);
}

void address_quotas::count_failed_auth(
  const ip_address& from, std::size_t per_minute, clock::time_point now) {
  const std::lock_guard hold{mutex_};
  // No debt: many that fail at once do not lock others out for an hour.
  if (auto* const known = find_or_make(from, now))
    static_cast<void>(known->failures.try_take(failure_rate(per_minute), now));
}

bool address_quotas::auth_blocked(
  const ip_address& from, std::size_t per_minute, clock::time_point now) {
  const std::lock_guard hold{mutex_};
  const auto found = entries_.find(quota_address(from));
  return found != entries_.end() &&
         found->second.failures.tokens(failure_rate(per_minute), now) < 1;
}

std::size_t address_quotas::size() {
  const std::lock_guard hold{mutex_};
  return entries_.size();
}

void address_quotas::leave(const ip_address& from) {
  const std::lock_guard hold{mutex_};
  const auto found = entries_.find(from);
  if (found != entries_.end() && found->second.connections > 0)
    --found->second.connections;
}

} // namespace troupe::net
