#include "actors/session/connection.hpp"
#include "actors/session/event_dropper.hpp"
#include "actors/type_ids.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"
#include "messages/packet_head.hpp"

#include <algorithm>
#include <bit>
#include <utility>

// What becomes of a client that is slower than what is said to it: the half of
// connection that has too much.

namespace troupe::actors {

using messages::close_reason;
using messages::slow_policy;

namespace {

std::string_view name_of(slow_policy policy) {
  return policy == slow_policy::drop_oldest ? "drop-oldest" : "drop-volatile";
}

std::size_t size_of(const messages::encoded_packet& packet) {
  auto bytes = packet.text->wire().size();
  if (packet.attachments)
    for (const auto& each : *packet.attachments)
      bytes += each->wire().size();
  return bytes;
}

/// An eighth of the bound is made free at a time, so that not each event that
/// comes has to look for room.
std::size_t to_free(std::size_t waiting, std::size_t bound) {
  return waiting > bound ? waiting - bound + bound / 8 : 0;
}

} // namespace

void connection::write(
  const messages::encoded_packet& packet, bool is_volatile) {
  auto* way = current();
  if (!way || !engine_.open() || slow_)
    return drop(packet);
  const auto volatile_bound = settings_.queue.volatile_bytes;
  if (is_volatile && (!way->writable() || waiting_bytes(*way) > volatile_bound))
    return drop_volatile(packet);
  if (over_bounds(*way) && !make_room(*way, packet, is_volatile)) [[unlikely]]
    return;
  put(*way, packet);
}

void connection::prefetch() const noexcept {
  __builtin_prefetch(&sid_); // settings_ is beside it
  __builtin_prefetch(&engine_);
  __builtin_prefetch(&inside_, 1);
  if (websocket_)
    websocket_->prefetch();
}

/// What it missed waits for it all at once: as much as that may.
bool connection::catches_up(const net::transport& way) {
  if (!catching_up_)
    return false;
  const auto& more = context_.recovery_here->settings().logs;
  return waiting_bytes(way) <= settings_.queue.bytes + more.bytes &&
         waiting_packets(way) <= settings_.queue.packets + more.packets;
}

/// True if the packet may be queued although there is too much; else it is
/// dropped, and all that comes of that is done.
bool connection::make_room(
  net::transport& way, const messages::encoded_packet& packet,
  bool is_volatile) {
  if (websocket_ && &way == websocket_.get())
    websocket_->flush_now();
  if (!over_bounds(way) || catches_up(way))
    return true;
  if (is_volatile) {
    drop_volatile(packet);
    return false;
  }
  const auto head =
    bare_ ? std::nullopt
          : messages::socketio::read_packet_head(packet.text->payload());
  const auto policy = head ? policy_of(head->nsp) : slow_policy::disconnect;
  if (policy == slow_policy::drop_oldest && drop_oldest(way, head->nsp))
    return true;
  if (policy == slow_policy::disconnect || !head->event)
    return squeeze_in(way, packet, policy);
  protocol_->on_gap(head->nsp);
  drop_volatile(packet);
  tell_dropped(way, head->nsp, policy, 1);
  return false;
}

/// A packet that cannot be dropped. Where events are, it may have some more
/// space, or the client would go for the sake of an acknowledgement.
bool connection::squeeze_in(
  const net::transport& way, const messages::encoded_packet& packet,
  slow_policy policy) {
  const auto& most = settings_.queue;
  if (
    policy != slow_policy::disconnect &&
    waiting_bytes(way) <= most.bytes + most.bytes / 4 &&
    waiting_packets(way) <= most.packets + most.packets / 4)
    return true;
  disconnect_slow(packet, too_slow(way));
  return false;
}

slow_policy connection::policy_of(std::string_view nsp) const {
  return context_.settings.app->slow_client(nsp).value_or(
    settings_.slow_client);
}

/// False if there is still too much: others have it all.
bool connection::drop_oldest(net::transport& way, std::string_view nsp) {
  event_dropper oldest{
    form_, nsp, to_free(waiting_bytes(way), settings_.queue.bytes),
    to_free(waiting_packets(way), settings_.queue.packets)};
  way.drop(oldest);
  metrics::engine_backpressure.add(
    oldest.events(), metrics::policy::drop_oldest);
  if (oldest.events() > 0) {
    // Its client must not believe later that it has had them.
    protocol_->on_gap(nsp);
    tell_dropped(way, nsp, slow_policy::drop_oldest, oldest.events());
  }
  return !over_bounds(way);
}

/// At the first, then whenever there are twice as many.
void connection::tell_dropped(
  const net::transport& way, std::string_view nsp, slow_policy policy,
  std::size_t events) {
  const auto before = dropped_;
  dropped_ += static_cast<std::uint32_t>(events);
  if (std::bit_width(before) == std::bit_width(dropped_))
    return;
  log::warn(
    "session", "events-dropped",
    {{"sid", sid_prefix()},
     {"transport", to_string(way.kind())},
     {"nsp", nsp},
     {"policy", name_of(policy)},
     {"dropped", dropped_},
     {"bytes", waiting_bytes(way)},
     {"packets", waiting_packets(way)}});
}

/// Not now: whoever delivers is in the middle of a list of receivers.
void connection::disconnect_slow(
  const messages::encoded_packet& packet, messages::cause why) {
  slow_ = true;
  drop(packet);
  caf::anon_send(
    caf::actor_cast<connection_actor>(this),
    session_event{end_session{close_reason::transport_error, std::move(why)}});
}

bool connection::hold(const messages::encoded_packet& packet) {
  auto* way = current();
  if (!way || !engine_.open() || slow_) {
    drop(packet);
    return false;
  }
  if (over_bounds(*way) && !make_room(*way, packet, false))
    return false;
  held_bytes_ += size_of(packet);
  ++held_packets_;
  return true;
}

void connection::let_go(const messages::encoded_packet& packet) {
  held_bytes_ -= size_of(packet);
  --held_packets_;
}

void connection::drop_volatile(const messages::encoded_packet& packet) const {
  metrics::engine_backpressure.count(metrics::policy::drop_volatile);
  drop(packet);
}

void connection::act(const transport_stuck& news) {
  if (news.from != current() || !engine_.open() || slow_)
    return;
  slow_ = true;
  engine_.close(
    close_reason::transport_error, stuck(*news.from, news.how_long));
  arm();
}

/// A client whose broadcasts are too many for their way is not read until half
/// of that way is free. What it has sent already is handled.
void connection::publish(const std::string& nsp, messages::broadcast_ptr what) {
  using passage = publish_gate::passage;
  if (auto* gate = context_.thread.gate) {
    const auto found = gate->enter(*what);
    if (found == passage::closed)
      return;
    if (
      found == passage::crowded && !muted_ && websocket_ &&
      current() == websocket_.get()) {
      muted_ = true;
      websocket_->mute(true);
      arm();
    }
  }
  context_.thread.adapter_of(nsp).send(messages::publish{std::move(what)});
}

void connection::read_on() {
  if (!context_.thread.gate->relieved())
    return;
  muted_ = false;
  if (websocket_)
    websocket_->mute(false);
}

} // namespace troupe::actors
