#include "config/escape.hpp"

#include <boost/locale/utf.hpp>
#include <fmt/format.h>
#include <iterator>

namespace troupe::config {

namespace {

using utf8 = boost::locale::utf::utf_traits<char>;
using boost::locale::utf::code_point;

bool must_be_escaped(code_point c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == '"' || c == '\\' ||
         (c >= 0x2028 && c <= 0x202E)     // line separators, bidi overrides
         || (c >= 0x2066 && c <= 0x2069); // bidi isolates
}

void append_escape(std::string& out, code_point c) {
  switch (c) {
  case '"':
  case '\\':
    out += '\\';
    out += static_cast<char>(c);
    return;
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  default:
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
  }
}

} // namespace

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
  const char* const end = bytes.data() + bytes.size();
  for (const char* at = bytes.data(); at != end;) {
    const char* const start = at;
    code_point c = utf8::decode(at, end);
    if (!boost::locale::utf::is_valid_codepoint(c)) {
      // The decoder may have eaten a byte that begins the next character.
      at = start + 1;
      out += replacement;
    } else if (must_be_escaped(c)) {
      append_escape(out, c);
    } else {
      out.append(start, at);
    }
  }
}

std::string in_quotes(std::string_view bytes) {
  std::string out{'"'};
  append_escaped(out, bytes);
  out += '"';
  return out;
}

} // namespace troupe::config
