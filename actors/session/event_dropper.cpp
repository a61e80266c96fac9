#include "actors/session/event_dropper.hpp"

#include "messages/msgpack.hpp"
#include "messages/packet_head.hpp"
#include "net/deflate.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe::actors {

namespace {

using messages::frame;

/// An event as far as it matters here.
struct found {
  std::string nsp;
  std::size_t attachments = 0;
};

/// Far more than stands before the arguments of an event.
constexpr std::size_t longest_head = 1024;

/// The first byte of the frame (RFC 6455, section 5.2).
unsigned flags(const frame& f) {
  const auto wire = f.wire();
  return wire.empty() ? 0U : static_cast<std::uint8_t>(wire.front());
}
bool compressed(const frame& f) {
  return (flags(f) & 0x40U) != 0;
}
/// A client can make up what is in a pong. What is HTTP has this bit as well.
bool is_control(const frame& f) {
  return (flags(f) & 0x08U) != 0;
}

/// What we have packed ourselves is within any bounds.
messages::socketio::limits no_limits() {
  constexpr auto none = std::numeric_limits<std::size_t>::max();
  return {{none, none}, none, none, none};
}

/// The start of the packet as text; empty if it is none.
std::string read_start(const frame& f, messages::packet_form form) {
  std::string start{f.payload()};
  if (compressed(f)) {
    std::vector<char> inflated;
    // That there is more is no surprise.
    static_cast<void>(net::inflate_message(start, inflated, longest_head));
    start.assign(inflated.begin(), inflated.end());
  }
  if (form != messages::packet_form::msgpack)
    return f.binary() ? std::string{} : start.substr(0, longest_head);
  auto unpacked = messages::msgpack::unpack(start, no_limits());
  const auto* packet = std::get_if<messages::msgpack::unpacked>(&unpacked);
  return packet ? '4' + packet->text.substr(0, longest_head) : std::string{};
}

std::optional<found> find_event(const frame& f, messages::packet_form form) {
  if (is_control(f))
    return {};
  const auto start = read_start(f, form);
  const auto head = messages::socketio::read_packet_head(start);
  if (!head || !head->event)
    return {};
  // In MessagePack they are inside.
  const bool within = form == messages::packet_form::msgpack;
  return found{std::string{head->nsp}, within ? 0 : head->attachments};
}

} // namespace

bool event_dropper::drops(const frame& waiting, bool begun) {
  if (attachments_ > 0) {
    --attachments_;
    count(waiting);
    return true;
  }
  if (begun || enough())
    return false;
  const auto event = find_event(waiting, form_);
  if (!event || event->nsp != nsp_)
    return false;
  attachments_ = event->attachments;
  ++events_;
  count(waiting);
  return true;
}

void event_dropper::count(const frame& dropped) noexcept {
  bytes_ -= std::min(bytes_, dropped.wire().size());
  frames_ -= std::min<std::size_t>(frames_, 1);
}

} // namespace troupe::actors
