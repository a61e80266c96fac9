#include "actors/rooms/room_index.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

using namespace messages;

slot_id room_index::open(std::string_view nsp, delivery_target& target) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  auto& opened = slots_[index];
  opened.target = &target;
  opened.opened = seq_;
  away_ += target.away();
  opened.nsp = &nsp_of(std::string{nsp});
  opened.place = static_cast<std::uint32_t>(opened.nsp->slots.size());
  opened.nsp->slots.push_back(index);
  ++open_;
  return {thread_, index, opened.generation};
}

void room_index::close(slot_id id) {
  auto* closed = find(id);
  if (!closed)
    return;
  while (!closed->memberships.empty()) {
    departures_.push_back(closed->memberships.back().room->key);
    leave(*closed, closed->memberships.size() - 1);
  }
  auto& others = closed->nsp->slots;
  others[closed->place] = others.back();
  slots_[others.back()].place = closed->place;
  others.pop_back();
  away_ -= is_away(*closed);
  closed->own = nullptr;
  closed->target = nullptr;
  closed->nsp = nullptr;
  closed->memberships.shrink_to_fit();
  ++closed->generation;
  free_.push_back(id.index);
  --open_;
}

bool room_index::add(const room_key& key, slot_id id) {
  auto* joining = find(id);
  if (!joining)
    return false;
  auto& room = joining->nsp->rooms[key.room];
  if (!room)
    room = std::make_unique<room_members>(room_members{key, {}, {}});
  const auto is_it = [&room](const auto& m) { return m.room == room.get(); };
  if (std::any_of(
        joining->memberships.begin(), joining->memberships.end(), is_it))
    return false;
  joining->memberships.push_back(
    {room.get(), static_cast<std::uint32_t>(room->members.size()), seq_});
  room->members.push_back(
    {id.index, static_cast<std::uint32_t>(joining->memberships.size() - 1)});
  return true;
}

bool room_index::remove(const room_key& key, slot_id id) {
  auto* leaving = find(id);
  auto* room = leaving ? find_room(key) : nullptr;
  if (!room)
    return false;
  const auto& of = leaving->memberships;
  const auto found = std::find_if(
    of.begin(), of.end(), [room](const auto& m) { return m.room == room; });
  if (found == of.end())
    return false;
  keep_left(*leaving, *found);
  leave(*leaving, static_cast<std::size_t>(found - of.begin()));
  return true;
}

/// Ends one membership; both sides fill the gap with their last entry.
void room_index::leave(slot& of, std::size_t which) {
  const auto [room, place, joined] = of.memberships[which];
  auto& members = room->members;
  members[place] = members.back();
  const auto moved = members[place];
  slots_[moved.slot].memberships[moved.membership].place = place;
  members.pop_back();
  of.memberships[which] = of.memberships.back();
  of.memberships.pop_back();
  if (which < of.memberships.size()) {
    const auto& shifted = of.memberships[which];
    shifted.room->members[shifted.place].membership =
      static_cast<std::uint32_t>(which);
  }
  if (members.empty()) {
    auto& rooms = nsps_.at(room->key.nsp)->rooms;
    rooms.erase(rooms.find(room->key.room));
  }
}

std::size_t room_index::count(const room_key& key) const {
  const auto* room = find_room(key);
  return room ? room->members.size() : 0;
}

std::size_t room_index::count_nsp(const std::string& nsp) const {
  const auto known = nsps_.find(nsp);
  return known == nsps_.end() ? 0 : known->second->slots.size();
}

std::vector<room_key> room_index::take_departures() {
  return std::exchange(departures_, {});
}

std::size_t room_index::recount(const room_key& key) {
  for (auto index : nsp_of(key.nsp).slots) {
    const slot_id id{thread_, index, slots_[index].generation};
    if (slots_[index].target->rooms().contains(key.room))
      add(key, id);
    else
      remove(key, id);
  }
  return count(key);
}

sockets_found room_index::survey(const std::string& nsp) const {
  sockets_found found;
  found.thread = thread_;
  const auto known = nsps_.find(nsp);
  if (known == nsps_.end())
    return found;
  std::set<std::string> rooms;
  for (auto index : known->second->slots) {
    const auto& of = slots_[index];
    found.sockets.push_back({of.target->id(), {thread_, index, of.generation}});
    const auto in = of.target->rooms();
    rooms.insert(in.begin(), in.end());
  }
  found.rooms.assign(rooms.begin(), rooms.end());
  return found;
}

room_index::slot* room_index::find(slot_id id) {
  if (id.thread != thread_ || id.index >= slots_.size())
    return nullptr;
  auto& found = slots_[id.index];
  return found.target && found.generation == id.generation ? &found : nullptr;
}

std::string_view room_index::nsp_name(slot_id id) {
  const auto* known = find(id);
  return known ? std::string_view{known->nsp->name} : std::string_view{};
}

room_index::nsp_members& room_index::nsp_of(const std::string& name) {
  auto& found = nsps_[name];
  if (!found) {
    found = std::make_unique<nsp_members>();
    found->name = name;
  }
  return *found;
}

room_index::room_members* room_index::find_room(const room_key& key) const {
  const auto nsp = nsps_.find(key.nsp);
  if (nsp == nsps_.end())
    return nullptr;
  const auto room = nsp->second->rooms.find(key.room);
  return room == nsp->second->rooms.end() ? nullptr : room->second.get();
}

} // namespace troupe::actors
