#include "net/inflow.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace troupe::net {

using messages::token_rate;

namespace {

constexpr auto forgiven_after = std::chrono::seconds{1};
/// Wake-ups of a client that is held back: no more than 200 a second.
constexpr double seconds_at_once = 0.005;

token_rate event_rate(const inflow_limits& of) {
  return {
    static_cast<double>(of.events_per_second),
    static_cast<double>(std::max<std::size_t>(of.events_burst, 1))};
}

token_rate byte_rate(const inflow_limits& of) {
  const auto rate = static_cast<double>(of.bytes_per_second);
  return {rate, rate};
}

} // namespace

std::size_t inflow_meter::allowance(
  const inflow_limits& of, clock::time_point now) noexcept {
  if (of.events_per_second == 0)
    return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(
    std::max(0.0, events_.tokens(event_rate(of), now)));
}

void inflow_meter::take(
  std::size_t packets, std::size_t bytes, const inflow_limits& of,
  clock::time_point now) noexcept {
  if (of.events_per_second > 0)
    events_.take(static_cast<double>(packets), event_rate(of), now);
  if (of.bytes_per_second > 0)
    bytes_.take(static_cast<double>(bytes), byte_rate(of), now);
}

inflow_meter::clock::duration
inflow_meter::wait(const inflow_limits& of, clock::time_point now) noexcept {
  clock::duration longest{};
  if (of.events_per_second > 0) {
    const auto rate = event_rate(of);
    const auto some = std::max(1.0, rate.per_second * seconds_at_once);
    if (events_.tokens(rate, now) < 1)
      longest = events_.wait_for(some, rate, now);
  }
  if (of.bytes_per_second > 0) {
    const auto rate = byte_rate(of);
    if (bytes_.tokens(rate, now) < 0)
      longest = std::max(
        longest, bytes_.wait_for(rate.per_second * seconds_at_once, rate, now));
  }
  return longest;
}

inflow_meter::verdict inflow_meter::hold(
  clock::duration wait, const inflow_limits& of,
  clock::time_point now) noexcept {
  const bool began = now - held_until_ > forgiven_after;
  if (began)
    held_since_ = now;
  held_until_ = now + wait;
  const bool events =
    of.events_per_second > 0 && events_.tokens(event_rate(of), now) < 1;
  const messages::bound by =
    events ? messages::bound{"limits.events_per_second", of.events_per_second}
           : messages::bound{"limits.bytes_per_second", of.bytes_per_second};
  const bool over = of.patience.count() > 0 && now - held_since_ >= of.patience;
  return {by, began, over};
}

messages::cause too_fast(const messages::bound& by, const inflow_limits& of) {
  std::string text{"more than "};
  text.append(by.option)
    .append(" (")
    .append(std::to_string(by.limit))
    .append(") for limits.rate_patience (")
    .append(std::to_string(of.patience.count()))
    .append(" ms)");
  return {std::move(text), by, {}};
}

} // namespace troupe::net
