#include "actors/rooms/room_index.hpp"

#include <algorithm>

// The half of room_index that delivers.

namespace troupe::actors {

using namespace messages;

namespace {

/// Bounds what a room that crashed between its parts can leave behind.
constexpr std::size_t most_partials = 1024;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

std::size_t
room_index::deliver_to_nsp(const std::string& nsp, const broadcast& what) {
  const auto known = nsps_.find(nsp);
  std::size_t delivered = 0;
  if (known != nsps_.end())
    for (auto index : known->second->slots)
      delivered += deliver(index, what, nullptr);
  return delivered;
}

std::size_t room_index::deliver_to_room(
  const room_key& key, const broadcast& what, part of) {
  auto* served = begin_part(of);
  std::size_t delivered = 0;
  if (const auto* room = find_room(key)) {
    for (const auto& m : room->members)
      delivered += deliver(m.slot, what, served);
  }
  end_part(of);
  return delivered;
}

std::size_t
room_index::deliver_to_slot(slot_id id, const broadcast& what, part of) {
  auto* served = begin_part(of);
  const auto delivered = find(id) ? deliver(id.index, what, served) : 0U;
  end_part(of);
  return delivered;
}

unsigned room_index::deliver(
  std::uint32_t index, const broadcast& what, partial* served) {
  const auto& to = slots_[index];
  if (what.sender == slot_id{thread_, index, to.generation})
    return 0;
  if (!what.except.empty() && excepted(to, what))
    return 0;
  if (served && !served->served.insert(index).second)
    return 0;
  if (what.wanted) [[unlikely]]
    to.target->take(what);
  else
    to.target->deliver(what.packet, what.is_volatile);
  return 1;
}

bool room_index::excepted(const slot& of, const broadcast& what) const {
  // A socket's id is a room that it is always in.
  if (contains(what.except, of.target->id()))
    return true;
  return std::any_of(
    of.memberships.begin(), of.memberships.end(),
    [&what](const auto& m) { return contains(what.except, m.room->key.room); });
}

room_index::partial* room_index::begin_part(part of) {
  if (of.id == 0)
    return nullptr;
  if (partials_.size() >= most_partials && !partials_.contains(of.id))
    partials_.erase(partials_.begin());
  auto& known = partials_[of.id];
  if (known.missing == 0)
    known.missing = of.parts;
  return &known;
}

void room_index::end_part(part of) {
  if (of.id == 0)
    return;
  const auto known = partials_.find(of.id);
  if (--known->second.missing == 0)
    partials_.erase(known);
}

} // namespace troupe::actors
