#include "actors/session/engine_session.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

using messages::close_reason;
using messages::engineio::packet_type;

namespace {

/// How often a client that upgrades is released from its poll.
constexpr auto release_interval = std::chrono::milliseconds{100};

} // namespace

engine_session::engine_session(
  const engine_timing& timing, net::transport_kind first,
  engine_effects& effects, clock::time_point now, engine_revision revision)
  : timing_{timing}
  , effects_{effects}
  , transport_{first}
  , revision_{revision} {
  heartbeat_ = next_heartbeat(now);
}

void engine_session::on_packet(const packet& p, clock::time_point now) {
  if (!open_)
    return;
  if (awaits_pong_ && !extended_ && p.type != packet_type::pong) {
    extended_ = true;
    heartbeat_ = std::max(heartbeat_, now + timing_.ping_timeout);
  }
  switch (p.type) {
  case packet_type::message:
    effects_.deliver(p.data, p.binary);
    break;
  case packet_type::pong:
    on_pong(now);
    break;
  case packet_type::ping:
    on_ping(now);
    break;
  case packet_type::close:
    close(close_reason::transport_close, "closed by the client");
    break;
  default:
    break; // open, upgrade and noop mean nothing here
  }
}

void engine_session::on_ping(clock::time_point now) {
  if (revision_ == engine_revision::v4)
    return close(
      close_reason::transport_error,
      "invalid heartbeat direction: a ping from a client of Engine.IO 4");
  heartbeat_ = next_heartbeat(now);
  effects_.send(messages::engineio::bare_packet(packet_type::pong));
}

void engine_session::on_pong(clock::time_point now) {
  if (revision_ == engine_revision::v3)
    return close(
      close_reason::transport_error,
      "invalid heartbeat direction: a pong from a client of Engine.IO 3");
  if (std::exchange(awaits_pong_, false))
    effects_.round_trip(now - pinged_);
  heartbeat_ = next_heartbeat(now);
}

void engine_session::on_probe_packet(const packet& p, clock::time_point now) {
  if (!open_ || upgrade_ == upgrade::none)
    return;
  if (p.type == packet_type::ping && !p.binary && p.data == "probe") {
    upgrade_ = upgrade::probed;
    release_due_ = now + release_interval;
    effects_.send_probe(messages::engineio::probe_answer());
  } else if (p.type == packet_type::upgrade) {
    transport_ = net::transport_kind::websocket;
    // What was under way over the old transport gets a new chance.
    if (awaits_pong_)
      heartbeat_ = std::max(heartbeat_, now + timing_.ping_timeout);
    else if (revision_ == engine_revision::v3)
      heartbeat_ = next_heartbeat(now);
    end_probe(probe_end::upgraded);
    effects_.switch_transport();
  } else {
    end_probe(probe_end::failed);
    effects_.drop_probe("an unexpected packet instead of the upgrade");
  }
}

bool engine_session::begin_probe(clock::time_point now) {
  if (
    !open_ || upgrade_ != upgrade::none ||
    transport_ == net::transport_kind::websocket)
    return false;
  upgrade_ = upgrade::awaited;
  upgrade_deadline_ = now + timing_.upgrade_timeout;
  return true;
}

void engine_session::probe_lost() {
  end_probe(probe_end::failed);
}

void engine_session::end_probe(probe_end how) {
  upgrade_ = upgrade::none;
  effects_.probe_ended(how);
}

void engine_session::held_back(clock::time_point until) {
  if (awaits_pong_)
    heartbeat_ = std::max(heartbeat_, until + timing_.ping_timeout);
  else if (revision_ == engine_revision::v3)
    heartbeat_ = std::max(heartbeat_, next_heartbeat(until));
}

void engine_session::on_deadline(clock::time_point now) {
  if (!open_)
    return;
  if (upgrade_ != upgrade::none && now >= upgrade_deadline_) {
    end_probe(probe_end::timeout);
    effects_.drop_probe(messages::late(
      "no upgrade", {"engine.upgrade_timeout", timing_.upgrade_timeout}));
  }
  if (upgrade_ == upgrade::probed && now >= release_due_) {
    release_due_ = now + release_interval;
    effects_.release_poll();
  }
  if (now >= heartbeat_)
    on_heartbeat(now);
}

void engine_session::on_heartbeat(clock::time_point now) {
  if (awaits_pong_)
    return close(
      close_reason::ping_timeout,
      messages::late("no pong", {"engine.ping_timeout", timing_.ping_timeout}));
  if (revision_ == engine_revision::v3)
    return close(
      close_reason::ping_timeout,
      messages::late(
        "no ping for engine.ping_interval, nor",
        {"engine.ping_timeout", timing_.ping_timeout}));
  awaits_pong_ = true;
  pinged_ = now;
  extended_ = false;
  heartbeat_ = now + timing_.ping_timeout;
  effects_.send(messages::engineio::bare_packet(packet_type::ping));
}

engine_session::clock::time_point
engine_session::next_heartbeat(clock::time_point now) const {
  const bool asks = revision_ == engine_revision::v4;
  return now + timing_.ping_interval +
         (asks ? std::chrono::milliseconds{0} : timing_.ping_timeout);
}

engine_session::clock::time_point
engine_session::next_deadline() const noexcept {
  if (!open_)
    return clock::time_point::max();
  auto next = heartbeat_;
  if (upgrade_ != upgrade::none)
    next = std::min(next, upgrade_deadline_);
  if (upgrade_ == upgrade::probed)
    next = std::min(next, release_due_);
  return next;
}

void engine_session::close(close_reason reason, const messages::cause& why) {
  if (!open_)
    return;
  open_ = false;
  effects_.end(reason, why);
}

} // namespace troupe::actors
