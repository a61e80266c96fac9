#include "config/name.hpp"

#include <array>
#include <random>
#include <string_view>
#include <unistd.h>

namespace troupe::config {

std::string make_name() {
  std::array<char, 256> host{};
  std::string name =
    ::gethostname(host.data(), host.size() - 1) == 0 ? host.data() : "node";
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  name += '-';
  for (int i = 0; i < 4; ++i)
    name += digits[random() % digits.size()];
  return name;
}

} // namespace troupe::config
