#pragma once

#include "troupe/event_binding.hpp"
#include "troupe/socket.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Not for users: the handlers that a socket keeps.

namespace troupe::detail {

/// Handlers by event, in the order in which they were added. May change while
/// one of them runs, since that is what handlers do.
class event_handlers {
public:
  handler_id add(std::string event, event_handler f, bool once);
  void remove(handler_id which);
  void remove(std::string_view event);
  void clear() { all_.clear(); }
  std::vector<std::string> names() const;

  /// Calls those of `event` that are there now. False if the arguments did not
  /// fit one of them.
  bool call(std::string_view event, const event_call& with);

private:
  struct entry {
    std::string event;
    event_handler f; ///< empty while it runs
    std::uint32_t id : 31;
    std::uint32_t once : 1;
  };
  entry* find(std::uint32_t id);
  /// The next one of `event` behind `id`, up to `last`.
  entry* next(std::string_view event, std::uint32_t id, std::uint32_t last);

  std::vector<entry> all_; ///< by id
  std::uint32_t last_ = 0;
};

/// Handlers of one kind; those that are added first come first, or last.
template <class F>
class listeners {
public:
  handler_id add(F f, bool first = false) {
    const auto id = static_cast<handler_id>(++last_);
    all_.insert(first ? all_.begin() : all_.end(), {id, std::move(f)});
    return id;
  }
  void remove(std::optional<handler_id> which) {
    std::erase_if(
      all_, [&](const auto& each) { return !which || each.first == *which; });
  }
  bool empty() const noexcept { return all_.empty(); }
  template <class... Ts>
  void call(Ts&&... with) const {
    const auto now = all_; // one may remove itself, or others
    for (const auto& [id, f] : now)
      f(with...);
  }

private:
  std::vector<std::pair<handler_id, F>> all_;
  std::uint32_t last_ = 0;
};

} // namespace troupe::detail
