#include "troupe/broadcast_operator.hpp"

#include "messages/rooms.hpp"
#include "troupe/inside/core.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace troupe {

namespace {

/// Adds what is not there yet: naming a room twice means once.
void unite(std::vector<std::string>& all, const rooms& more) {
  for (const auto& name : more.names())
    if (std::find(all.begin(), all.end(), name) == all.end())
      all.push_back(name);
}

} // namespace

broadcast_operator::broadcast_operator(
  const detail::core& of, std::string nsp, messages::slot_id sender)
  : core_{&of}
  , nsp_{std::move(nsp)}
  , sender_{sender} {
}

broadcast_operator broadcast_operator::to(const rooms& in) const {
  auto changed = *this;
  unite(changed.rooms_, in);
  return changed;
}

broadcast_operator broadcast_operator::except(const rooms& out) const {
  auto changed = *this;
  unite(changed.except_, out);
  return changed;
}

broadcast_operator broadcast_operator::volatile_() const {
  auto changed = *this;
  changed.volatile_flag_ = true;
  return changed;
}

broadcast_operator broadcast_operator::local() const {
  auto changed = *this;
  changed.local_ = true;
  return changed;
}

void broadcast_operator::say(const arguments_writer& event) const {
  auto what = core_->encode(nsp_, event);
  what->rooms = rooms_;
  what->except = except_;
  what->sender = sender_;
  what->is_volatile = volatile_flag_;
  what->local = local_;
  core_->publish(nsp_, std::move(what));
}

} // namespace troupe
