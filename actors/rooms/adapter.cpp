#include "actors/rooms/adapter.hpp"

#include "actors/rooms/room.hpp"
#include "actors/tracing/steps.hpp"

#include <chrono>
#include <utility>

namespace troupe::actors {

adapter::adapter(
  caf::actor_config& config, io_unit* unit, std::string nsp,
  surroundings around)
  : traced{config, unit}
  , nsp_{std::make_shared<const std::string>(std::move(nsp))}
  , around_{std::move(around)}
  , rooms_counted_{metrics::rooms.part(metrics::nsp_of(*nsp_))}
  , unheard_{around_.dispatchers.size()}
  , interest_{around_.owner_of} {
  set_down_handler([this](caf::down_msg& news) { on_room_down(news); });
}

adapter::behavior_type adapter::make_behavior() {
  for (const auto& dispatcher : around_.dispatchers)
    send(dispatcher, adopt_nsp{*nsp_, caf::actor_cast<adapter_actor>(this)});
  return {
    [this](const attach_socket& m) { sockets_[m.socket_id] = m.slot; },
    [this](const detach_socket& m) { detach(m); },
    [this](const join_room& m) { join(m); },
    [this](const leave_room& m) {
      if (const auto found = rooms_.find(m.room); found != rooms_.end())
        tell(found->second, m);
    },
    [this](const publish& m) { take(m); },
    [this](const peer_broadcast& m) { take(m); },
    [this](const gather& m) { take(m); },
    [this](const peer_wanted& m) { take(m); },
    [this](demand_settled) { settled(); },
    [this](const answer_peer& m) { take(m); },
    [this](const peer_rooms& m) { take(m); },
    [this](const peer_up& m) {
      peers_[m.who.number] = m.who;
      interest_.add(m.who.number);
      tell_all_to(m.who, true);
    },
    [this](const peer_down& m) {
      peers_.erase(m.number);
      interest_.drop(m.number);
    },
    [this](const room_emptied& m) { end_room(m); },
    [this](const sockets_found& m) { take_survey(m); },
    [this](const restart_room& m) { restart(m.room); },
    [this](close_nsp) { return close(); },
    [this](const describe& m) { return describe_all(m); },
  };
}

void adapter::detach(const detach_socket& m) {
  sockets_.erase(m.socket_id);
  if (sockets_.empty() && around_.on_empty)
    around_.on_empty(*nsp_);
}

nsp_closed adapter::close() {
  if (!sockets_.empty() || unheard_ > 0)
    return {false};
  tell_peers({*nsp_, true, {}, {}, false, true});
  quit(caf::exit_reason::user_shutdown);
  return {true};
}

void adapter::join(const join_room& m) {
  auto& entry = room_of(m.room, unheard_ > 0);
  ++entry.joins;
  tell(entry, m);
}

void adapter::on_exit() {
  for (auto& [name, entry] : rooms_)
    if (entry.actor)
      send_exit(entry.actor, caf::exit_reason::user_shutdown);
  rooms_.clear();
  rooms_counted_.set(0);
  peers_.clear();
  around_.dispatchers.clear();
}

adapter::room_entry& adapter::room_of(const std::string& name, bool again) {
  const auto [found, is_new] = rooms_.try_emplace(name);
  if (is_new) {
    log::info("room", "room-opened", {{"nsp", *nsp_}, {"room", name}});
    start_room(name, found->second, again);
    rooms_counted_.set(rooms_.size());
    tell_peers({*nsp_, false, {name}, {}, false});
  }
  return found->second;
}

void adapter::start_room(
  const std::string& name, room_entry& entry, bool again) {
  auto* on =
    around_.units.empty()
      ? nullptr
      : around_.units[std::hash<std::string>{}(name) % around_.units.size()];
  entry.actor = spawn_on<class room>(
    system(), on, this, room_key{*nsp_, name}, again,
    caf::actor_cast<adapter_actor>(this), around_.dispatchers);
  monitor(entry.actor);
  room_names_.emplace(entry.actor.id(), name);
}

/// A join that we have passed on and the room has not seen yet means that it
/// is not empty after all.
void adapter::end_room(const room_emptied& news) {
  const auto found = rooms_.find(news.room);
  if (found == rooms_.end() || found->second.joins != news.joins_seen)
    return;
  log::info("room", "room-closed", {{"nsp", *nsp_}, {"room", news.room}});
  room_names_.erase(found->second.actor.id());
  for (const auto& dispatcher : around_.dispatchers)
    send(dispatcher, forget_room{{*nsp_, news.room}, found->second.actor});
  send_exit(found->second.actor, caf::exit_reason::user_shutdown);
  rooms_.erase(found);
  rooms_counted_.set(rooms_.size());
  tell_peers({*nsp_, false, {}, {news.room}, false});
}

void adapter::on_room_down(const caf::down_msg& news) {
  const auto named = room_names_.find(news.source.id());
  if (named == room_names_.end())
    return; // we have ended it
  const auto name = named->second;
  room_names_.erase(named);
  auto& entry = rooms_.at(name);
  entry.actor = nullptr;
  entry.joins = 0; // from here on, those that the next one will see
  const auto pause = entry.budget.crashed(std::chrono::steady_clock::now());
  log::error(
    "room", "room-crashed",
    {{"nsp", *nsp_},
     {"room", name},
     {"reason", system().render(news.reason)},
     {"restarts", entry.budget.restarts()}});
  if (pause)
    delayed_send(this, *pause, restart_room{name});
  else
    quit(caf::exit_reason::unhandled_exception); // ours to escalate
}

void adapter::restart(const std::string& name) {
  const auto found = rooms_.find(name);
  if (found == rooms_.end() || found->second.actor)
    return;
  auto& entry = found->second;
  start_room(name, entry, true);
  // The room finds its members by itself; what was held comes on top.
  for (const auto& what : std::exchange(entry.held, {}))
    what(entry.actor);
  metrics::actor_restarts.count(metrics::actor_kind::room);
  log::info("room", "room-restarted", {{"nsp", *nsp_}, {"room", name}});
}

void adapter::take_survey(const sockets_found& found) {
  for (const auto& socket : found.sockets)
    sockets_.try_emplace(socket.socket_id, socket.slot);
  for (const auto& room : found.rooms)
    room_of(room, true);
  unheard_ -= unheard_ > 0 ? 1 : 0;
  release_held();
}

void adapter::release_held() {
  while (ready() && !held_.empty()) {
    const auto what = std::move(held_.front());
    held_.pop_front();
    what();
  }
}

void adapter::take(const publish& m) {
  steps::in_adapter(*m.what, *nsp_);
  if (ready())
    pass_on(m.what);
  else
    hold([this, m] { pass_on(m.what); });
}

void adapter::take(const peer_broadcast& m) {
  steps::in_adapter(*m.what, *nsp_);
  if (ready())
    route(m.what);
  else
    hold([this, m] { route(m.what); });
}

void adapter::take(const gather& m) {
  if (ready() || !hold([this, m] { gather_all(m); }))
    gather_all(m);
}

void adapter::take(const peer_wanted& m) {
  if (ready() || !hold([this, m] { gather_for(m); }))
    gather_for(m);
}

void adapter::settled() {
  if (--unsettled_ == 0)
    impatient_ = false;
  release_held();
}

/// Too much for a demand to settle goes on without it. False, and a line in the
/// log, if too much is held for want of the dispatchers.
bool adapter::hold(std::function<void()> what) {
  if (held_.size() >= most_held && unheard_ == 0) {
    impatient_ = true;
    release_held();
    what();
    return true;
  }
  if (held_.size() >= most_held) {
    log::error("room", "room-message-dropped", {{"nsp", *nsp_}});
    return false;
  }
  held_.push_back(std::move(what));
  return true;
}

} // namespace troupe::actors
