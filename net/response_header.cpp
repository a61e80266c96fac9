#include "net/response_header.hpp"

#include "net/engine_request.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <iterator>

namespace troupe::net {

namespace {

using boost::beast::iequals;

/// True for a token (RFC 9110, section 5.6.2).
bool is_token(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [marks](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                  (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
         });
}

bool is_framing(std::string_view name) {
  constexpr std::string_view names[] = {
    "connection",
    "content-length",
    "keep-alive",
    "sec-websocket-accept",
    "sec-websocket-extensions",
    "sec-websocket-protocol",
    "transfer-encoding",
    "upgrade",
  };
  return std::any_of(
    std::begin(names), std::end(names),
    [name](std::string_view framing) { return iequals(name, framing); });
}

} // namespace

std::string objection_to(std::string_view name, std::string_view value) {
  if (!is_token(name))
    return "\"" + std::string{name} + "\" is no header's name";
  if (is_framing(name))
    return "the server sets " + std::string{name} + " itself";
  if (!has_only_header_bytes(value))
    return "the value of " + std::string{name} + " has illegal characters";
  return {};
}

void remove_header(string_pairs& from, std::string_view name) {
  std::erase_if(
    from, [name](const auto& pair) { return iequals(pair.first, name); });
}

} // namespace troupe::net
