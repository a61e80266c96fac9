#include "config/reload.hpp"

#include "config/schema.hpp"

#include <variant>

namespace troupe::config {

difference compare(const options& now, const options& next) {
  difference found;
  for (const auto& option : schema())
    if (print(option.type, now) != print(option.type, next))
      (option.reloads ? found.reloads : found.needs_restart)
        .emplace_back(option.key);
  return found;
}

options reload(options now, const options& next) {
  for (const auto& option : schema())
    if (option.reloads)
      std::visit(
        [&](const auto& type) { type.at.write(now) = type.at.read(next); },
        option.type);
  return now;
}

std::string join(const std::vector<std::string>& keys) {
  std::string all;
  for (const auto& key : keys)
    all.append(all.empty() ? "" : ", ").append(key);
  return all;
}

} // namespace troupe::config
