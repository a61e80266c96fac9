#include "messages/socketio.hpp"

#include "messages/json_scan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <vector>

namespace troupe::messages::socketio {

namespace {

/// The largest id of 19 digits; any such id fits into 64 bits.
constexpr std::uint64_t highest_id = 9'999'999'999'999'999'999U;

bool is_binary(packet_type type) {
  return type == packet_type::binary_event || type == packet_type::binary_ack;
}

bool is_ack(packet_type type) {
  return type == packet_type::ack || type == packet_type::binary_ack;
}

/// True if a checked, not empty array starts as an event must.
bool starts_with_name(std::string_view array, std::size_t name_bytes) {
  const auto begin = json_scan::skip_space(array, 1);
  const auto end = json_scan::skip_value(array, begin);
  const auto first = array.substr(begin, end - begin);
  if (const auto name = unquote(first))
    return name->size() <= name_bytes && !is_reserved_event(*name);
  return kind_of(first) == json_kind::number && first.size() <= name_bytes;
}

/// True if the placeholders of a checked text are 0 to `count` - 1, each once.
bool has_placeholders(std::string_view checked, std::size_t count) {
  const auto found = find_placeholders(checked);
  if (!found || found->size() != count)
    return false;
  std::vector<bool> seen(count);
  return std::all_of(found->begin(), found->end(), [&](const auto& place) {
    if (place.num >= count || seen[place.num])
      return false;
    seen[place.num] = true;
    return true;
  });
}

/// Reads a packet part by part; each step is false if its part is bad.
class decoder {
public:
  decoder(std::string_view text, const limits& max)
    : rest_{text}
    , max_{max} {}

  std::variant<packet, decode_error> run() {
    if (type() && attachments() && nsp() && id() && payload())
      return packet_;
    return error_;
  }

private:
  bool type() {
    error_ = decode_error::unknown_type;
    if (rest_.empty() || rest_[0] < '0' || rest_[0] > '6')
      return false;
    packet_.type = static_cast<packet_type>(rest_[0] - '0');
    rest_.remove_prefix(1);
    return true;
  }

  bool attachments() {
    if (!is_binary(packet_.type))
      return true;
    error_ = decode_error::illegal_attachments;
    const auto dash = rest_.find_first_not_of("0123456789");
    if (dash == 0 || dash == rest_.npos || rest_[dash] != '-')
      return false;
    const bool fits = read_number(packet_.attachments);
    rest_.remove_prefix(1);
    if (fits && packet_.attachments == 0)
      return false;
    error_ = decode_error::too_many_attachments;
    return fits && packet_.attachments <= max_.attachments;
  }

  bool nsp() {
    if (!rest_.starts_with('/'))
      return true;
    error_ = decode_error::illegal_nsp;
    const auto comma = rest_.find(',');
    packet_.nsp = rest_.substr(0, comma);
    rest_.remove_prefix(packet_.nsp.size() + (comma != rest_.npos));
    return packet_.nsp.size() <= max_.name_bytes;
  }

  bool id() {
    error_ = decode_error::illegal_id;
    if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9')
      return !is_ack(packet_.type);
    return read_number(packet_.id.emplace()) && packet_.id <= highest_id;
  }

  bool payload() {
    error_ = decode_error::invalid_payload;
    if (rest_.empty())
      return packet_.type <= packet_type::disconnect;
    const auto facts = check_json(rest_, max_.json);
    // White space may follow the JSON, but in front it would belong to the id.
    if (!facts || json_scan::is_space(rest_[0]))
      return false;
    packet_.data = rest_.substr(0, rest_.find_last_not_of(" \t\r\n") + 1);
    return has_shape(*facts) && has_attachments(*facts);
  }

  bool has_shape(const json_facts& facts) const {
    const bool array =
      facts.kind == json_kind::array && facts.elements <= max_.arguments;
    switch (packet_.type) {
    case packet_type::connect:
      return facts.kind == json_kind::object;
    case packet_type::disconnect:
      return false;
    case packet_type::connect_error:
      return facts.kind == json_kind::object || facts.kind == json_kind::string;
    case packet_type::ack:
    case packet_type::binary_ack:
      return array;
    case packet_type::event:
    case packet_type::binary_event:
      break;
    }
    return array && facts.elements != 0 &&
           starts_with_name(packet_.data, max_.name_bytes);
  }

  bool has_attachments(const json_facts& facts) const {
    return packet_.attachments == 0 ||
           (facts.placeholders &&
            has_placeholders(packet_.data, packet_.attachments));
  }

  /// Takes the digits that `rest_` starts with; false if `Number` is too small.
  template <class Number>
  bool read_number(Number& out) {
    const auto* const end = rest_.data() + rest_.size();
    const auto [behind, error] = std::from_chars(rest_.data(), end, out);
    rest_.remove_prefix(static_cast<std::size_t>(behind - rest_.data()));
    return error == std::errc{};
  }

  std::string_view rest_;
  const limits& max_;
  packet packet_;
  decode_error error_ = decode_error::unknown_type;
};

} // namespace

std::string_view to_string(decode_error error) {
  switch (error) {
  case decode_error::unknown_type:
    return "unknown packet type";
  case decode_error::illegal_attachments:
    return "Illegal attachments";
  case decode_error::too_many_attachments:
    return "too many attachments";
  case decode_error::illegal_nsp:
    return "illegal namespace";
  case decode_error::illegal_id:
    return "illegal id";
  case decode_error::invalid_payload:
    break;
  }
  return "invalid payload";
}

std::variant<packet, decode_error>
decode(std::string_view text, const limits& max) {
  return decoder{text, max}.run();
}

bool is_reserved_event(std::string_view name) {
  constexpr std::array<std::string_view, 6> reserved{
    "connect",       "connect_error", "disconnect",
    "disconnecting", "newListener",   "removeListener",
  };
  return std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

} // namespace troupe::messages::socketio
