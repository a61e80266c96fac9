#include "messages/cause.hpp"

namespace troupe::messages {

namespace {

std::string named(const bound& by, std::string_view unit = {}) {
  std::string text{by.option};
  return text.append(" (")
    .append(std::to_string(by.limit))
    .append(unit)
    .append(")");
}

} // namespace

cause over(
  std::string_view what, std::uint64_t value, std::string_view unit,
  const bound& by) {
  std::string text{what};
  text.append(" ").append(std::to_string(value));
  if (!unit.empty())
    text.append(" ").append(unit);
  return {text.append(" is over ").append(named(by)), by, value};
}

cause more(std::string_view what, const bound& by) {
  return {std::string{what}.append(" than ").append(named(by)), by, {}};
}

cause late(std::string_view what, const bound& by) {
  return {
    std::string{what}.append(" within ").append(named(by, " ms")), by, {}};
}

} // namespace troupe::messages
