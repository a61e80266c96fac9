#include "actors/rooms/room_index.hpp"

#include <algorithm>

// The half of room_index that delivers.

namespace troupe::actors {

using namespace messages;

namespace {

/// Bounds what a room that crashed between its parts can leave behind.
constexpr std::size_t most_partials = 1024;

/// Fewer are in the processor's cache, more or less.
constexpr std::size_t many = 256;
constexpr std::size_t at_once = 16;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// True if the log says what comes of it at this socket.
bool follows(const delivery_target& who, const broadcast& what) {
  if (what.trace == 0 || !what.trace_some)
    return what.trace != 0;
  const auto filter = log::traced_now();
  return filter && who.concerns(*filter);
}

unsigned deliver_followed(
  delivery_target& to, const broadcast& what, std::string_view nsp) {
  steps::delivered(what.trace, {nsp, to.id(), to.sid()});
  auto marked = what;
  marked.packet = with_trace(what.packet, what.trace);
  if (what.wanted)
    to.take(marked);
  else
    to.deliver(marked.packet, what.is_volatile);
  return 1;
}

} // namespace

/// The members of a large room lie all over the memory, and to wait for one
/// after the other is most of what it takes to tell them: some are asked for
/// at once, and then told.
template <class Member, class SlotOf>
std::size_t room_index::deliver_to_all(
  std::span<const Member> members, SlotOf slot_of, const broadcast& what,
  partial* served) {
  std::size_t delivered = 0;
  const bool scattered = members.size() >= many;
  while (!members.empty()) {
    const auto some = members.first(std::min(members.size(), at_once));
    if (scattered)
      for (const auto& m : some)
        slots_[slot_of(m)].target->prefetch();
    for (const auto& m : some)
      delivered += deliver(slot_of(m), what, served);
    members = members.subspan(some.size());
  }
  return delivered;
}

std::size_t
room_index::deliver_to_nsp(const std::string& nsp, const broadcast& what) {
  const auto known = nsps_.find(nsp);
  if (known == nsps_.end())
    return 0;
  return deliver_to_all<std::uint32_t>(
    known->second->slots, [](std::uint32_t index) { return index; }, what,
    nullptr);
}

std::size_t room_index::deliver_to_room(
  const room_key& key, const broadcast& what, part of) {
  auto* served = begin_part(of);
  std::size_t delivered = 0;
  if (const auto* room = find_room(key))
    delivered = deliver_to_all<room_members::member>(
      room->members, [](const auto& m) { return m.slot; }, what, served);
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
    return leave_out(to, what, "it is the sender");
  if (!what.except.empty() && excepted(to, what))
    return leave_out(to, what, "excepted");
  if (served && !served->served.insert(index).second)
    return leave_out(to, what, "heard in another room");
  if (what.wanted || what.trace != 0) [[unlikely]]
    return deliver_rarely(to, what);
  to.target->deliver(what.packet, what.is_volatile);
  return 1;
}

/// To one that something is wanted of, or of a broadcast that is traced.
unsigned room_index::deliver_rarely(const slot& to, const broadcast& what) {
  auto& target = *to.target;
  const bool away = target.away();
  if (away)
    leave_out(to, what, "away");
  else if (follows(target, what))
    return deliver_followed(target, what, to.nsp->name);
  if (!what.wanted)
    target.deliver(what.packet, what.is_volatile); // kept, if it is away
  else if (!away)
    target.take(what);
  return what.wanted && away ? 0 : 1;
}

unsigned room_index::leave_out(
  const slot& who, const broadcast& what, std::string_view reason) {
  const auto& target = *who.target;
  if (follows(target, what))
    steps::left_out(
      what.trace, {who.nsp->name, target.id(), target.sid()}, reason);
  return 0;
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
