#include "troupe/inside/handlers.hpp"

#include <algorithm>

namespace troupe::detail {

handler_id event_handlers::add(std::string event, event_handler f, bool once) {
  const auto id = ++last_;
  all_.push_back({std::move(event), std::move(f), id, once});
  return static_cast<handler_id>(id);
}

void event_handlers::remove(handler_id which) {
  std::erase_if(all_, [&](const entry& each) {
    return static_cast<handler_id>(each.id) == which;
  });
}

void event_handlers::remove(std::string_view event) {
  std::erase_if(all_, [&](const entry& each) { return each.event == event; });
}

std::vector<std::string> event_handlers::names() const {
  std::vector<std::string> names;
  for (const auto& each : all_)
    if (std::find(names.begin(), names.end(), each.event) == names.end())
      names.push_back(each.event);
  return names;
}

event_handlers::entry* event_handlers::find(std::uint32_t id) {
  const auto found = std::lower_bound(
    all_.begin(), all_.end(), id,
    [](const entry& each, std::uint32_t wanted) { return each.id < wanted; });
  return found != all_.end() && found->id == id ? &*found : nullptr;
}

event_handlers::entry* event_handlers::next(
  std::string_view event, std::uint32_t id, std::uint32_t last) {
  for (auto& each : all_)
    if (each.id > id && each.id <= last && each.event == event)
      return &each;
  return nullptr;
}

bool event_handlers::call(std::string_view event, const event_call& with) {
  bool fit = true;
  const auto last = last_;
  for (auto* each = next(event, 0, last); each;) {
    const std::uint32_t id = each->id;
    // It runs outside the list, which it may change under itself.
    auto f = std::move(each->f);
    if (each->once)
      remove(static_cast<handler_id>(id));
    fit = f(with) && fit;
    if (auto* still = find(id))
      still->f = std::move(f);
    each = next(event, id, last);
  }
  return fit;
}

} // namespace troupe::detail
