#include "messages/jsonp.hpp"

#include "messages/json_text.hpp"

namespace troupe::messages::jsonp {

namespace {

/// U+2028 and U+2029 may stand in JSON, but not in older JavaScript; in UTF-8
/// they differ in the last of three bytes.
void append_literal(std::string& out, std::string_view literal) {
  constexpr std::string_view separator = "\xE2\x80";
  while (!literal.empty()) {
    const auto at = literal.find(separator);
    out += literal.substr(0, at);
    if (at == literal.npos)
      return;
    const auto character = literal.substr(at, 3);
    if (character.ends_with('\xA8'))
      out += "\\u2028";
    else if (character.ends_with('\xA9'))
      out += "\\u2029";
    else
      out += character;
    literal.remove_prefix(at + character.size());
  }
}

} // namespace

std::string wrap(std::string_view index, std::string_view payload) {
  std::string script = "___eio[";
  for (const char c : index)
    if (c >= '0' && c <= '9')
      script += c;
  script += "](";
  append_literal(script, quote(payload));
  return script += ");";
}

std::string unescape(std::string_view field) {
  std::string payload;
  payload.reserve(field.size());
  while (!field.empty()) {
    const bool feed = field.starts_with("\\n");
    const bool escaped = field.starts_with("\\\\n");
    if (feed)
      payload += '\n';
    else if (escaped)
      payload += "\\n";
    else
      payload += field.front();
    field.remove_prefix(feed ? 2 : escaped ? 3 : 1);
  }
  return payload;
}

} // namespace troupe::messages::jsonp
