#include "config/schema.hpp"

#include <algorithm>

// What an option is called in each place.

namespace troupe::config {

std::string_view section_of(std::string_view key) {
  auto dot = key.find('.');
  return dot == std::string_view::npos ? std::string_view{}
                                       : key.substr(0, dot);
}

std::string_view name_of(std::string_view key) {
  return key.substr(key.find('.') + 1);
}

const option* find_option(std::string_view key) {
  auto found =
    std::find_if(schema().begin(), schema().end(), [&](const option& o) {
      return o.key == key;
    });
  return found == schema().end() ? nullptr : &*found;
}

std::string environment_name(std::string_view key) {
  std::string name = "TROUPE_";
  for (char c : key)
    name +=
      c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

} // namespace troupe::config
