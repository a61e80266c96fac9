#include "actors/rooms/room.hpp"

#include "actors/tracing/steps.hpp"

#include <algorithm>

namespace troupe::actors {

room::room(
  caf::actor_config& config, io_unit* unit, room_key key, bool again,
  adapter_actor by, std::vector<dispatcher_actor> dispatchers)
  : traced{config, unit}
  , key_{std::make_shared<const room_key>(std::move(key))}
  , adapter_{std::move(by)}
  , again_{again} {
  for (auto& dispatcher : dispatchers)
    shares_.push_back({std::move(dispatcher), 0, false});
}

room::behavior_type room::make_behavior() {
  for (const auto& share : shares_)
    send(
      share.dispatcher,
      adopt_room{key_, caf::actor_cast<room_actor>(this), again_});
  return {
    [this](const join_room& m) {
      ++joins_seen_;
      auto& share = shares_.at(m.slot.thread);
      ++share.members;
      send(share.dispatcher, add_member{key_, m.slot});
    },
    [this](const leave_room& m) {
      send(shares_.at(m.slot.thread).dispatcher, remove_member{key_, m.slot});
    },
    [this](const say& m) { pass_on(m); },
    [this](members_left m) {
      auto& share = shares_.at(m.thread);
      share.members -= std::min(share.members, m.count);
      check_emptied();
    },
    [this](members_found m) {
      auto& share = shares_.at(m.thread);
      share.members += m.count;
      share.known = true;
      check_emptied();
    },
    [this](describe) { return describe_self(); },
  };
}

/// As all of them, and besides that a test can have one room fail.
caf::invoke_message_result room::consume(caf::mailbox_element& what) {
  if (room_fault_due(key_->room)) {
    current_element_ = &what; // as if a handler threw
    throw_fault();
  }
  return traced::consume(what);
}

void room::on_exit() {
  adapter_ = nullptr;
  shares_.clear();
}

void room::pass_on(const say& m) {
  auto* by = m.what->wanted ? m.what->wanted->by.get() : nullptr;
  if (m.what->trace != 0) [[unlikely]]
    steps::in_room(*m.what, *key_, members());
  for (const auto& share : shares_) {
    // Of a broadcast in parts every dispatcher has to hear of every part.
    if (share.members == 0 && share.known && m.of.id == 0)
      continue;
    if (by)
      by->branched(1);
    send(share.dispatcher, deliver_to_room{key_, m.what, m.of});
  }
  if (by)
    by->reached(0);
}

std::size_t room::members() const {
  std::size_t all = 0;
  for (const auto& share : shares_)
    all += share.members;
  return all;
}

void room::check_emptied() {
  const bool emptied =
    std::all_of(shares_.begin(), shares_.end(), [](const auto& share) {
      return share.known && share.members == 0;
    });
  if (emptied)
    send(adapter_, room_emptied{key_->room, joins_seen_});
}

described room::describe_self() {
  auto self = portrait(key_->nsp + " " + key_->room);
  self.parent = "adapter:" + key_->nsp;
  self.members = members();
  return described{{self}};
}

} // namespace troupe::actors
