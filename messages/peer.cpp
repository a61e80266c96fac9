#include "messages/peer.hpp"

#include "messages/peer_record.hpp"

#include <memory>
#include <tuple>
#include <utility>

namespace troupe::messages {

using namespace peer;

template <>
inline constexpr auto wire_fields<user_entry> = std::tuple{
  &user_entry::user, &user_entry::nsp, &user_entry::socket_id,
  &user_entry::rooms};
template <>
inline constexpr auto wire_fields<identity> =
  std::tuple{&identity::name, &identity::address, &identity::number};
template <>
inline constexpr auto wire_fields<hello> = std::tuple{
  &hello::version, &hello::oldest, &hello::cluster, &hello::from,
  &hello::nonce};
template <>
inline constexpr auto wire_fields<challenge> = std::tuple{
  &challenge::version, &challenge::from, &challenge::nonce, &challenge::proof};
template <>
inline constexpr auto wire_fields<peer::join> =
  std::tuple{&peer::join::nonce, &peer::join::proof};
template <>
inline constexpr auto wire_fields<refused> =
  std::tuple{&refused::reason, &refused::call_back};
template <>
inline constexpr auto wire_fields<heartbeat> = std::tuple{&heartbeat::received};
template <>
inline constexpr auto wire_fields<leaving> = std::tuple{};
template <>
inline constexpr auto wire_fields<members> = std::tuple{&members::known};
template <>
inline constexpr auto wire_fields<rooms_news> =
  std::tuple{&rooms_news::nsp,    &rooms_news::all,   &rooms_news::opened,
             &rooms_news::closed, &rooms_news::wants, &rooms_news::closing};
template <>
inline constexpr auto wire_fields<broadcast_news> =
  std::tuple{&broadcast_news::nsp,    &broadcast_news::rooms,
             &broadcast_news::except, &broadcast_news::is_volatile,
             &broadcast_news::text,   &broadcast_news::attachments,
             &broadcast_news::offset, &broadcast_news::trace,
             &broadcast_news::plain};
template <>
inline constexpr auto wire_fields<socket_description> = std::tuple{
  &socket_description::id, &socket_description::rooms,
  &socket_description::data, &socket_description::handshake};
template <>
inline constexpr auto wire_fields<answer_text> =
  std::tuple{&answer_text::text, &answer_text::attachments};
template <>
inline constexpr auto wire_fields<wanted_news> =
  std::tuple{&wanted_news::id,         &wanted_news::of,    &wanted_news::what,
             &wanted_news::rooms,      &wanted_news::close, &wanted_news::ack,
             &wanted_news::patience_ms};
template <>
inline constexpr auto wire_fields<gathered_news> = std::tuple{
  &gathered_news::id, &gathered_news::sockets, &gathered_news::answers,
  &gathered_news::reached, &gathered_news::complete};
template <>
inline constexpr auto wire_fields<users_news> = std::tuple{
  &users_news::all, &users_news::online, &users_news::offline,
  &users_news::wants};
template <>
inline constexpr auto wire_fields<request> =
  std::tuple{&request::id,

             &request::sid,     &request::method,         &request::target,
             &request::headers, &request::remote_address, &request::body};
template <>
inline constexpr auto wire_fields<answer> =
  std::tuple{&answer::id,   &answer::status,  &answer::content_type,
             &answer::body, &answer::headers, &answer::close};
template <>
inline constexpr auto wire_fields<aborted> = std::tuple{&aborted::id};
template <>
inline constexpr auto wire_fields<accepted> = std::tuple{&accepted::id};
template <>
inline constexpr auto wire_fields<tunnel_bytes> =
  std::tuple{&tunnel_bytes::id, &tunnel_bytes::to_owner, &tunnel_bytes::bytes};
template <>
inline constexpr auto wire_fields<tunnel_confirmed> = std::tuple{
  &tunnel_confirmed::id, &tunnel_confirmed::to_owner, &tunnel_confirmed::bytes};
template <>
inline constexpr auto wire_fields<tunnel_closed> =
  std::tuple{&tunnel_closed::id, &tunnel_closed::to_owner};
template <>
inline constexpr auto wire_fields<question> =
  std::tuple{&question::id,   &question::what,        &question::nsp,
             &question::room, &question::user,        &question::close,
             &question::text, &question::attachments, &question::wants_answer};
template <>
inline constexpr auto wire_fields<told> =
  std::tuple{&told::id, &told::users, &told::count, &told::answers};

namespace peer {

TROUPE_RECORD(hello, hello)
TROUPE_RECORD(challenge, challenge)
TROUPE_RECORD(peer::join, join)
TROUPE_RECORD(refused, refused)
TROUPE_RECORD(heartbeat, heartbeat)
TROUPE_RECORD(leaving, leaving)
TROUPE_RECORD(members, members)
TROUPE_RECORD(rooms_news, rooms)
TROUPE_RECORD(broadcast_news, broadcast)
TROUPE_RECORD(users_news, users)
TROUPE_RECORD(request, request)
TROUPE_RECORD(answer, answer)
TROUPE_RECORD(aborted, aborted)
TROUPE_RECORD(accepted, accepted)
TROUPE_RECORD(tunnel_bytes, tunnel_bytes)
TROUPE_RECORD(tunnel_confirmed, tunnel_confirmed)
TROUPE_RECORD(tunnel_closed, tunnel_closed)
TROUPE_RECORD(question, question)
TROUPE_RECORD(told, told)
TROUPE_RECORD(wanted_news, wanted)
TROUPE_RECORD(gathered_news, gathered)

std::optional<record> take_record(std::string_view& batch) {
  if (batch.empty())
    return {};
  record first;
  first.kind = static_cast<kind>(batch.front());
  wire_reader rest{batch.substr(1)};
  if (!rest.get(first.fields))
    return {};
  first.whole = batch.substr(
    0, static_cast<std::size_t>(first.fields.end() - batch.begin()));
  batch.remove_prefix(first.whole.size());
  return first;
}

std::optional<subject> read_subject(const record& of) {
  subject about;
  wire_reader reader{of.fields}; // the id is always first
  if (!reader.get(about.id))
    return {};
  switch (of.kind) {
  case kind::request:
  case kind::aborted:
  case kind::claim:
  case kind::take_missed:
  case kind::relocated:
    about.to_owner = true;
    return about;
  case kind::answer:
  case kind::accepted:
  case kind::claimed:
  case kind::missed:
    return about;
  case kind::tunnel_bytes:
  case kind::tunnel_confirmed:
  case kind::tunnel_closed:
    if (reader.get(about.to_owner))
      return about;
    return {};
  default:
    return {};
  }
}

} // namespace peer
} // namespace troupe::messages
