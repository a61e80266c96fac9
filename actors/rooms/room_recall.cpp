#include "actors/rooms/room_index.hpp"

#include <algorithm>
#include <utility>

// The part of room_index that remembers, for sockets that are away.

namespace troupe::actors {

using namespace messages;

void room_index::keep(
  std::unique_ptr<room_log>& in, const broadcast_ptr& what, time_point at) {
  if (what->offset == 0 || bounds_.packets == 0)
    return;
  if (!in)
    in = std::make_unique<room_log>();
  in->append(
    {++seq_, what->offset, what->is_volatile ? nullptr : what, at,
     what->rooms.size() > 1},
    bounds_);
}

void room_index::keep_nsp(
  const std::string& nsp, const broadcast_ptr& what, time_point at) {
  const auto known = nsps_.find(nsp);
  if (known != nsps_.end() && !known->second->slots.empty())
    keep(known->second->log, what, at);
}

void room_index::keep_room(
  const room_key& key, const broadcast_ptr& what, time_point at) {
  if (auto* room = find_room(key))
    keep(room->log, what, at);
}

void room_index::keep_slot(
  slot_id id, const broadcast_ptr& what, time_point at) {
  if (auto* to = find(id))
    keep(to->own, what, at);
}

/// A socket that leaves a room must still be found by what it heard there; what
/// it has not heard of it nobody will look for there.
void room_index::keep_left(slot& of, const membership& left) {
  const auto* log = left.room->log.get();
  if (!log || log->entries().empty())
    return;
  auto last = log->entries().back();
  if (last.seq <= std::max(left.joined, of.opened))
    return;
  if (!of.own)
    of.own = std::make_unique<room_log>();
  of.own->forgo(last.seq);
  if (last.in_parts)
    return; // it may have been heard in another room before
  last.what = nullptr;
  of.own->append(std::move(last), bounds_);
}

void room_index::retarget(slot_id id, delivery_target& target) {
  auto* const at = find(id);
  if (!at)
    return;
  away_ -= is_away(*at);
  at->target = &target;
  away_ += is_away(*at);
}

std::variant<recalled, recall_refusal>
room_index::recall(slot_id id, std::optional<std::uint64_t> offset) {
  const auto* of = find(id);
  if (!of)
    return recall_refusal::forgotten;
  std::vector<log_view> logs;
  logs.push_back({of->own.get(), of->opened});
  logs.push_back({of->nsp->log.get(), of->opened});
  for (const auto& m : of->memberships)
    logs.push_back({m.room->log.get(), std::max(m.joined, of->opened)});
  return actors::recall(
    logs, {offset, of->opened, bounds_, [this, id, of](const broadcast& what) {
             return what.sender == id || excepted(*of, what);
           }});
}

void room_index::begin_anew(
  slot_id id, std::optional<std::uint64_t> offset,
  const std::vector<broadcast_ptr>& missed, time_point at) {
  auto* of = find(id);
  if (!of)
    return;
  of->opened = seq_;
  of->own = std::make_unique<room_log>();
  if (offset)
    of->own->append({++seq_, *offset, nullptr, at, false}, bounds_);
  for (const auto& what : missed)
    of->own->append({++seq_, what->offset, what, at, false}, bounds_);
}

void room_index::forgo_own(slot_id id) {
  auto* of = find(id);
  if (!of)
    return;
  if (!of->own)
    of->own = std::make_unique<room_log>();
  of->own->forgo(seq_);
}

void room_index::forget(time_point now) {
  const auto before = now - bounds_.age;
  const auto forget_in = [before](const auto& log) {
    if (log)
      log->forget(before);
  };
  for (const auto& [name, nsp] : nsps_) {
    forget_in(nsp->log);
    for (const auto& [key, room] : nsp->rooms)
      forget_in(room->log);
  }
  for (const auto& each : slots_)
    forget_in(each.own);
}

} // namespace troupe::actors
