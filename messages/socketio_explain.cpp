#include "messages/socketio_explain.hpp"

#include "messages/json_scan.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace troupe::messages::socketio {

namespace {

/// How large a text is that may be no JSON: what stands outside of its strings.
struct extent {
  std::size_t depth = 0;
  std::size_t nodes = 1; ///< one, and one behind each comma and bracket
};

/// Behind an opening bracket.
bool holds_something(std::string_view text, std::size_t at) {
  at = json_scan::skip_space(text, at);
  return at < text.size() && text[at] != ']' && text[at] != '}';
}

extent measure(std::string_view text) {
  extent found;
  std::size_t open = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const bool opens = c == '[' || c == '{';
    const bool closes = c == ']' || c == '}';
    if (opens)
      found.depth = std::max(found.depth, ++open);
    if (closes && open > 0)
      --open;
    found.nodes += c == ',' || (opens && holds_something(text, at + 1));
    at = c == '"' ? json_scan::skip_string(text, at) : at + 1;
  }
  return found;
}

/// The namespace, if the packet says one.
std::string_view nsp_of(std::string_view rest) {
  return rest.starts_with('/') ? rest.substr(0, rest.find(',')) : "";
}

/// What stands behind type, attachments, namespace and id.
std::string_view payload_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const bool binary = text[0] == '5' || text[0] == '6';
  text.remove_prefix(
    binary ? std::min(text.find('-'), text.size() - 1) + 1 : 1);
  const auto nsp = nsp_of(text);
  text.remove_prefix(std::min(nsp.size() + !nsp.empty(), text.size()));
  const auto behind = text.find_first_not_of(digits);
  return text.substr(std::min(behind, text.size()));
}

/// The number of a packet's attachments, as far as it fits.
std::uint64_t attachments_of(std::string_view text) {
  std::uint64_t n = 0;
  constexpr auto most = std::numeric_limits<std::uint64_t>::max() / 10 - 1;
  for (const char c : text.substr(1, text.find('-') - 1))
    n = n > most ? n : n * 10 + static_cast<std::uint64_t>(c - '0');
  return n;
}

cause explain_name(std::string_view array, const limits& max) {
  const auto begin = json_scan::skip_space(array, 1);
  const auto end = json_scan::skip_value(array, begin);
  const auto first = array.substr(begin, end - begin);
  const auto name = unquote(first).value_or(std::string{first});
  if (name.size() > max.name_bytes)
    return over(
      "event name of", name.size(), "bytes",
      {"limits.name_bytes", max.name_bytes});
  if (is_reserved_event(name))
    return "invalid payload: the event's name is reserved";
  return {};
}

cause explain_payload(std::string_view text, const limits& max) {
  const auto json = payload_of(text);
  const auto size = measure(json);
  if (size.depth > max.json.depth)
    return over(
      "JSON with a depth of", size.depth, "",
      {"limits.json_depth", max.json.depth});
  if (size.nodes > max.json.nodes)
    return over(
      "JSON of", size.nodes, "values", {"limits.json_nodes", max.json.nodes});
  const auto facts = check_json(json, max.json);
  if (json.empty() || !facts || json_scan::is_space(json[0]))
    return "invalid payload: not JSON";
  if (facts->elements > max.arguments)
    return over(
      "packet with", facts->elements, "arguments",
      {"limits.arguments", max.arguments});
  const bool event = text[0] == '2' || text[0] == '5';
  if (event && facts->elements > 0)
    if (auto why = explain_name(json, max); !why.text.empty())
      return why;
  if (text[0] == '5' || text[0] == '6')
    return "invalid payload: placeholders do not fit the attachments";
  return "invalid payload: not what this type of packet has";
}

} // namespace

cause explain(std::string_view text, decode_error error, const limits& max) {
  switch (error) {
  case decode_error::too_many_attachments:
    return over(
      "packet with", attachments_of(text), "attachments",
      {"limits.attachments", max.attachments});
  case decode_error::illegal_nsp: {
    const auto nsp = nsp_of(text.substr(std::min(text.find('/'), text.size())));
    return over(
      "namespace of", nsp.size(), "bytes",
      {"limits.name_bytes", max.name_bytes});
  }
  case decode_error::invalid_payload:
    return explain_payload(text, max);
  default:
    return to_string(error);
  }
}

} // namespace troupe::messages::socketio
