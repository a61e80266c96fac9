#include "actors/tracing/packet_trace.hpp"

#include "config/log.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace troupe::actors {

namespace {

using log::trace_filter;

bool is_meant(
  const trace_filter& filter, const messages::broadcast& what,
  std::string_view user) {
  const auto& rooms = what.rooms;
  return filter.has_user(user) ||
         std::any_of(rooms.begin(), rooms.end(), [&](const auto& room) {
           return filter.has_room(room) || filter.has_socket(room);
         });
}

messages::broadcast_ptr
with_trace(const messages::broadcast& what, std::uint64_t id) {
  auto traced = std::make_shared<messages::broadcast>(what);
  traced->trace = id;
  traced->packet = messages::with_trace(what.packet, id);
  return traced;
}

/// What makes sockets join or go is none.
bool is_message(const messages::broadcast& what) {
  using act = messages::demand::act;
  return !what.fence && (!what.wanted || what.wanted->what == act::ask);
}

/// `lobby,den`; as many as a line of the log shows.
std::string join_names(const std::vector<std::string>& names) {
  constexpr std::size_t enough = 256;
  std::string all;
  for (const auto& name : names) {
    if (all.size() > enough)
      break;
    all.append(all.empty() ? "" : ",").append(name);
  }
  return all;
}

} // namespace

packet_trace::packet_trace(
  std::string_view sid, std::size_t bytes, std::string_view transport)
  : before_{std::exchange(handling(), this)}
  , id_{log::make_trace_id()}
  , sid_{sid}
  , bytes_{bytes}
  , transport_{transport} {
  const auto filter = log::traced_now();
  if (filter && filter->has_session(sid))
    concern();
}

packet_trace::~packet_trace() {
  handling() = before_;
}

packet_trace*& packet_trace::handling() noexcept {
  thread_local packet_trace* now = nullptr;
  return now;
}

void packet_trace::decoded(
  std::string_view type, const std::string& nsp, const std::string& socket,
  std::string_view event) {
  decoded_ = true;
  type_ = type;
  nsp_ = nsp;
  socket_ = socket;
  event_ = event;
  if (concerns_)
    write_decoded();
}

void packet_trace::handled() {
  handled_ = true;
  if (concerns_)
    write_handled();
}

std::uint64_t packet_trace::concern() {
  if (std::exchange(concerns_, true))
    return id_;
  write_received();
  if (decoded_)
    write_decoded();
  if (handled_)
    write_handled();
  return id_;
}

void packet_trace::write_received() const {
  log::always(
    "trace", "message-received",
    {{"trace_id", log::trace_text(id_)},
     {"sid", sid_.substr(0, trace_filter::shortest_sid)},
     {"transport", transport_},
     {"bytes", bytes_}});
}

void packet_trace::write_decoded() const {
  log::always(
    "trace", "message-decoded",
    {{"trace_id", log::trace_text(id_)},
     {"nsp", nsp_},
     {"socket", socket_},
     {"type", type_},
     {"event_name", event_}});
}

void packet_trace::write_handled() const {
  log::always(
    "trace", "handler-called",
    {{"trace_id", log::trace_text(id_)},
     {"nsp", nsp_},
     {"socket", socket_},
     {"event_name", event_}});
}

std::uint64_t trace_of_saying(bool matches) {
  if (auto* const handled = packet_trace::current())
    return matches ? handled->concern() : handled->id();
  return matches ? log::make_trace_id() : 0;
}

messages::broadcast_ptr detail::trace_published(
  const std::string& nsp, messages::broadcast_ptr what, std::string_view user) {
  const auto filter = log::traced_now();
  if (!filter || what->trace != 0 || !is_message(*what))
    return what;
  const auto id = trace_of_saying(is_meant(*filter, *what, user));
  if (id == 0)
    return what;
  log::always(
    "trace", "message-published",
    {{"trace_id", log::trace_text(id)},
     {"nsp", nsp},
     {"rooms", join_names(what->rooms)},
     {"user", user}});
  return with_trace(*what, id);
}

messages::broadcast_ptr detail::trace_arrived(messages::broadcast_ptr what) {
  const auto filter = log::traced_now();
  if (!filter || what->trace != 0 || !is_meant(*filter, *what, {}))
    return what;
  return with_trace(*what, log::make_trace_id());
}

messages::broadcast_ptr trace_receivers(const messages::broadcast& what) {
  const auto filter = log::traced_now();
  if (!filter || what.trace != 0 || !is_message(what))
    return nullptr;
  if (filter->of == trace_filter::subject::room)
    return nullptr; // it would have been followed from the start
  auto traced = std::make_shared<messages::broadcast>(what);
  traced->trace = log::make_trace_id();
  traced->trace_some = true;
  return traced;
}

} // namespace troupe::actors
