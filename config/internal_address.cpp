#include "config/internal_address.hpp"

#include <string>

namespace troupe::config {

std::optional<host_port> parse_internal_address(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  std::string whole{text};
  if (text.starts_with(':'))
    whole = "127.0.0.1" + whole;
  else if (!text.empty() && text.find_first_not_of(digits) == text.npos)
    whole = "127.0.0.1:" + whole;
  return parse_host_port(whole);
}

bool is_internal_address(std::string_view text) {
  return text == internal_is_public || parse_internal_address(text).has_value();
}

} // namespace troupe::config
