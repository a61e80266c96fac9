#include "config/wrap.hpp"

namespace troupe::config {

void append_wrapped(
  std::string& out, std::string_view text, std::string_view prefix) {
  constexpr std::size_t columns = 80;
  std::size_t used = 0;
  while (!text.empty()) {
    auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    bool fits = used > 0 && used + 1 + word.size() <= columns;
    if (used > 0)
      out += fits ? ' ' : '\n';
    if (!fits)
      out += prefix;
    out += word;
    used = (fits ? used + 1 : prefix.size()) + word.size();
  }
  out += '\n';
}

} // namespace troupe::config
