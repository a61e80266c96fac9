#include "actors/tracing/steps.hpp"

#include "config/log.hpp"
#include "config/trace.hpp"

#include <string>

namespace troupe::actors::steps {

namespace {

/// Enough of a sid to find it in the log, too little to speak for it.
std::string_view shown(std::string_view sid) {
  return sid.substr(0, log::trace_filter::shortest_sid);
}

} // namespace

namespace detail {

void in_adapter(const broadcast& what, std::string_view nsp) {
  log::always(
    "trace", "message-in-adapter",
    {{"trace_id", log::trace_text(what.trace)}, {"nsp", nsp}});
}

void to_peer(
  const broadcast& what, std::string_view nsp, std::string_view peer) {
  log::always(
    "trace", "message-to-peer",
    {{"trace_id", log::trace_text(what.trace)}, {"nsp", nsp}, {"peer", peer}});
}

void from_peer(
  const broadcast& what, std::string_view nsp, std::string_view peer) {
  log::always(
    "trace", "message-from-peer",
    {{"trace_id", log::trace_text(what.trace)}, {"nsp", nsp}, {"peer", peer}});
}

void unheard(
  const broadcast& what, std::string_view nsp, std::string_view room) {
  log::always(
    "trace", "message-unheard",
    {{"trace_id", log::trace_text(what.trace)}, {"nsp", nsp}, {"room", room}});
}

void in_room(
  const broadcast& what, const messages::room_key& room, std::size_t members) {
  log::always(
    "trace", "message-in-room",
    {{"trace_id", log::trace_text(what.trace)},
     {"nsp", room.nsp},
     {"room", room.room},
     {"members", members}});
}

void in_dispatcher(
  const broadcast& what, std::string_view nsp, std::uint32_t thread,
  std::size_t members) {
  log::always(
    "trace", "message-in-dispatcher",
    {{"trace_id", log::trace_text(what.trace)},
     {"nsp", nsp},
     {"thread", thread},
     {"members", members}});
}

} // namespace detail

void delivered(std::uint64_t trace, const receiver& to) {
  log::always(
    "trace", "message-delivered",
    {{"trace_id", log::trace_text(trace)},
     {"nsp", to.nsp},
     {"socket", to.socket},
     {"sid", shown(to.sid)}});
}

void left_out(
  std::uint64_t trace, const receiver& who, std::string_view reason) {
  log::always(
    "trace", "message-left-out",
    {{"trace_id", log::trace_text(trace)},
     {"nsp", who.nsp},
     {"socket", who.socket},
     {"sid", shown(who.sid)},
     {"reason", reason}});
}

void written(std::uint64_t trace, const way_out& by) {
  log::always(
    "trace", "message-written",
    {{"trace_id", log::trace_text(trace)},
     {"sid", shown(by.sid)},
     {"transport", by.transport}});
}

void dropped(std::uint64_t trace, const way_out& by, std::string_view reason) {
  log::always(
    "trace", "delivery-dropped",
    {{"trace_id", log::trace_text(trace)},
     {"sid", shown(by.sid)},
     {"transport", by.transport},
     {"reason", reason}});
}

} // namespace troupe::actors::steps
