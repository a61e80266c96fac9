#include "net/deflate_extension.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <string_view>
#include <vector>

namespace troupe::net {

namespace {

using boost::beast::iequals;

struct parameter {
  std::string_view name;
  std::optional<std::string_view> value;
};

struct offer {
  std::string_view name;
  std::vector<parameter> parameters;
};

/// Reads one Sec-WebSocket-Extensions header (RFC 6455, section 9.1).
class offers_reader {
public:
  explicit offers_reader(std::string_view header)
    : rest_{header} {}

  /// Nothing if it breaks the grammar.
  std::optional<std::vector<offer>> read() {
    std::vector<offer> all;
    do {
      auto next = read_offer();
      if (!next)
        return {};
      all.push_back(*std::move(next));
    } while (take(','));
    return rest_.empty() ? std::optional{std::move(all)} : std::nullopt;
  }

private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
  }

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c))
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Empty if there is none.
  std::string_view token() {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    skip_blanks();
    const auto end =
      std::find_if_not(rest_.begin(), rest_.end(), [marks](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
      });
    const auto found =
      rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }

  std::optional<offer> read_offer() {
    offer made{token(), {}};
    if (made.name.empty())
      return {};
    while (take(';')) {
      auto next = read_parameter();
      if (!next)
        return {};
      made.parameters.push_back(*next);
    }
    return made;
  }

  /// A value in quotes must be a token too once they are off.
  std::optional<parameter> read_parameter() {
    parameter made{token(), {}};
    if (made.name.empty())
      return {};
    if (!take('='))
      return made;
    const bool quoted = take('"');
    made.value = token();
    if (made.value->empty() || (quoted && !take('"')))
      return {};
    return made;
  }

  std::string_view rest_;
};

/// 8 to 15, without a leading zero (RFC 7692, section 7.1.2).
std::optional<std::uint8_t> window_bits(std::string_view text) {
  std::uint8_t bits = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, bits);
  if (
    error != std::errc{} || rest != end || text.starts_with('0') || bits < 8 ||
    bits > 15)
    return {};
  return bits;
}

bool doubled(const std::vector<parameter>& all, const parameter& one) {
  return std::count_if(all.begin(), all.end(), [&one](const auto& other) {
           return iequals(other.name, one.name);
         }) > 1;
}

/// Takes one parameter over into the terms; false if it cannot be met.
bool take_parameter(const parameter& from, deflate_terms& to) {
  if (
    iequals(from.name, "server_no_context_takeover") ||
    iequals(from.name, "client_no_context_takeover"))
    return !from.value;
  // We inflate with the largest window, whatever the client uses.
  if (iequals(from.name, "client_max_window_bits"))
    return !from.value || window_bits(*from.value);
  if (!iequals(from.name, "server_max_window_bits") || !from.value)
    return false;
  const auto bits = window_bits(*from.value);
  if (!bits || *bits == 8)
    return false;
  to.window_bits = *bits;
  to.answer += "; server_max_window_bits=" + std::to_string(*bits);
  return true;
}

std::optional<deflate_terms> meet(const offer& one) {
  if (!iequals(one.name, "permessage-deflate"))
    return {};
  deflate_terms terms;
  terms.answer = "permessage-deflate; server_no_context_takeover"
                 "; client_no_context_takeover";
  for (const auto& parameter : one.parameters)
    if (doubled(one.parameters, parameter) || !take_parameter(parameter, terms))
      return {};
  return terms;
}

} // namespace

std::optional<deflate_terms> agree_on_deflate(const request& handshake) {
  for (const auto& [name, value] : handshake.headers) {
    if (name != "sec-websocket-extensions")
      continue;
    const auto offers = offers_reader{value}.read();
    if (!offers)
      return {};
    for (const auto& one : *offers)
      if (auto terms = meet(one))
        return terms;
  }
  return {};
}

} // namespace troupe::net
