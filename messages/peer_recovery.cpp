#include "messages/peer_recovery.hpp"

#include "messages/peer_record.hpp"

#include <memory>
#include <tuple>
#include <utility>

namespace troupe::messages {

using namespace peer;

template <>
inline constexpr auto wire_fields<session_place> =
  std::tuple{&session_place::node, &session_place::thread};
template <>
inline constexpr auto wire_fields<claim> =
  std::tuple{&claim::id, &claim::pid, &claim::nsp};
template <>
inline constexpr auto wire_fields<claimed> =
  std::tuple{&claimed::id,    &claimed::found,     &claimed::reason,
             &claimed::moved, &claimed::socket_id, &claimed::rooms,
             &claimed::data};
template <>
inline constexpr auto wire_fields<take_missed> = std::tuple{
  &take_missed::id, &take_missed::pid, &take_missed::offset,
  &take_missed::others};
template <>
inline constexpr auto wire_fields<missed_packet> = std::tuple{
  &missed_packet::offset, &missed_packet::text, &missed_packet::attachments};
template <>
inline constexpr auto wire_fields<missed> =
  std::tuple{&missed::id, &missed::reason, &missed::packets, &missed::heard};
template <>
inline constexpr auto wire_fields<relocated> =
  std::tuple{&relocated::id, &relocated::pid, &relocated::now};
template <>
inline constexpr auto wire_fields<fence_news> = std::tuple{
  &fence_news::id, &fence_news::nsp, &fence_news::origin, &fence_news::waiting,
  &fence_news::via};

namespace peer {

TROUPE_RECORD(claim, claim)
TROUPE_RECORD(claimed, claimed)
TROUPE_RECORD(take_missed, take_missed)
TROUPE_RECORD(missed, missed)
TROUPE_RECORD(relocated, relocated)
TROUPE_RECORD(fence_news, fence)

broadcast_ptr make_fence(messages::fence from, std::vector<std::string> rooms) {
  auto made = std::make_shared<messages::broadcast>();
  made->local = true;
  made->rooms = std::move(rooms);
  made->fence = std::make_shared<const messages::fence>(std::move(from));
  return made;
}

fence_news make_fence_news(const messages::fence& from) {
  return {from.id, from.nsp, from.origin, {from.node, from.thread}, from.via};
}

messages::fence make_fence(const fence_news& from) {
  return {from.id,  from.origin, from.waiting.node, from.waiting.thread,
          from.via, from.nsp};
}

} // namespace peer
} // namespace troupe::messages
