#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace troupe::messages {

/// An option that bounds something, and its value: bytes, a count, or
/// milliseconds.
struct bound {
  std::string_view option; ///< its key; lives for ever
  std::uint64_t limit = 0;

  bound(std::string_view key, std::uint64_t value)
    : option{key}
    , limit{value} {}
  bound(std::string_view key, std::chrono::milliseconds value)
    : bound{key, static_cast<std::uint64_t>(value.count())} {}
};

/// Why something was ended or refused, for the log and for handlers; clients
/// are told no more than the protocol's own reason.
struct cause {
  cause() = default;
  template <std::convertible_to<std::string> Text>
  cause(Text&& what)
    : text{std::forward<Text>(what)} {}
  cause(std::string_view what)
    : text{what} {}
  cause(std::string what, const bound& by, std::optional<std::uint64_t> found)
    : text{std::move(what)}
    , option{by.option}
    , limit{by.limit}
    , value{found} {}

  std::string text; ///< may be empty: nothing but the reason is known
  /// What was over which bound, if one was the cause.
  std::optional<std::string_view> option;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> value;
};

/// `over("payload of", 1268096, "bytes", …)`: payload of 1268096 bytes is over
/// engine.max_http_buffer_size (1000000).
cause over(
  std::string_view what, std::uint64_t value, std::string_view unit,
  const bound& by);
/// `more("payload has more packets", …)`: payload has more packets than
/// limits.packets_per_payload (1000). Where nobody has counted on.
cause more(std::string_view what, const bound& by);
/// `late("no pong", …)`: no pong within engine.ping_timeout (20000 ms).
cause late(std::string_view what, const bound& by);

} // namespace troupe::messages
