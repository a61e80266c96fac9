#include "actors/recovery/recovery.hpp"

#include "actors/recovery/attempt_result.hpp"
#include "actors/type_ids.hpp"
#include "config/log.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace troupe::actors {

namespace peer = messages::peer;
using namespace std::chrono_literals;

namespace {

/// How long a client waits for a session that is somewhere else.
constexpr auto claim_patience = 2s;
constexpr auto shortest_interval = 250ms;
constexpr recovery::clock::duration longest_interval = 30s;

} // namespace

recovery::recovery(thread_context& on, const surroundings& around)
  : on_{on}
  , around_{around}
  , parked_{around.settings.sessions}
  , timer_{[this] { on_timer(); }} {
  on_.index.keep_logs(around_.settings.logs);
  on_.index.watch_fences(this);
  arm();
}

recovery::~recovery() {
  on_.index.watch_fences(nullptr);
}

recovery::place recovery::here() const {
  return {around_.node, on_.unit.thread().index()};
}

std::string recovery::make_pid() const {
  return around_.make_pid(here());
}

std::optional<recovery::place> recovery::home_of(std::string_view pid) const {
  auto home = around_.place_of(pid);
  if (
    home && home->node == around_.node &&
    home->thread >= around_.threads.size())
    home.reset();
  return home;
}

/// Other nodes look for a socket where its id points; if that is not here, its
/// id is a room of this node, as they know of all rooms.
bool recovery::away_from_id(const session_state& of) const {
  const auto by_id = around_.place_of(of.socket_id);
  return !by_id || by_id->node != around_.node;
}

void recovery::keep(messages::slot_id slot, messages::broadcast_ptr what) {
  on_.index.keep_slot(slot, what, now());
}

void recovery::enroll(const std::string& pid, resumable& who) {
  living_[pid] = &who;
}

void recovery::withdraw(const std::string& pid) {
  living_.erase(pid);
  answer_parking(pid);
  tell_home(pid, std::nullopt);
  if (const auto by = waiting_.find(pid); by != waiting_.end())
    if (by->second.id == 0)
      give_up(pid, "its socket ended for good");
}

void recovery::park(session_state what) {
  living_.erase(what.pid);
  auto session = std::make_unique<parked_session>(std::move(what));
  const auto& state = session->state;
  log::debug(
    "recovery", "session-parked",
    {{"nsp", state.nsp}, {"socket", state.socket_id}});
  session->until = now() + around_.settings.duration;
  on_.index.retarget(state.slot, *session);
  const auto pid = state.pid;
  for (auto& gone : parked_.add(std::move(session)))
    expire(std::move(gone), "recovery.sessions");
  answer_parking(pid);
  if (const auto by = waiting_.find(pid);
      by != waiting_.end() && by->second.id == 0)
    conclude(pid, true);
}

recovery::outcome
recovery::resume(const request& asked, delivery_target& to, told when) {
  if (auto* found = parked_.find(asked.pid))
    return resume_parked(*found, asked, to);
  const auto refused_for = [&](std::string_view why) -> outcome {
    refuse(asked, why);
    return refused{};
  };
  if (const auto by = waiting_.find(asked.pid); by != waiting_.end()) {
    if (by->second.asked.nsp != asked.nsp)
      return refused_for("session of another namespace");
    // Cut while it waited: it asks again over another connection.
    std::exchange(by->second.when, std::move(when))(false);
    return pending{};
  }
  if (const auto alive = living_.find(asked.pid); alive != living_.end()) {
    auto& by = waiting_[asked.pid];
    by.asked = asked;
    by.when = std::move(when);
    by.until = now() + claim_patience;
    arm();
    alive->second->give_way();
    return pending{};
  }
  const auto moved = moved_.find(asked.pid);
  const auto at =
    moved == moved_.end() ? home_of(asked.pid) : std::optional{moved->second};
  if (!at || *at == here())
    return refused_for("unknown session");
  return claim(asked, std::move(when), *at);
}

recovery::outcome recovery::resume_parked(
  parked_session& found, const request& asked, delivery_target& to) {
  if (found.state.nsp != asked.nsp) {
    refuse(asked, "session of another namespace");
    return refused{};
  }
  drop_claims(asked.pid);
  auto session = parked_.take(asked.pid);
  if (session->until < now()) {
    refuse(asked, "expired");
    expire(std::move(session), "recovery.max_disconnection_duration");
    return refused{};
  }
  const auto& slot = session->state.slot;
  auto all = on_.index.recall(slot, asked.offset);
  if (const auto* why = std::get_if<recall_refusal>(&all)) {
    refuse(asked, to_string(*why));
    expire(std::move(session), to_string(*why));
    return refused{};
  }
  on_.index.retarget(slot, to);
  // A claim that came to nothing may have turned it to another thread.
  on_.adapter_of(asked.nsp).send(
    messages::attach_socket{session->state.socket_id, slot});
  auto& missed = std::get<recalled>(all).missed;
  log::info(
    "recovery", "session-recovered",
    {{"nsp", asked.nsp},
     {"socket", session->state.socket_id},
     {"packets", missed.size()}});
  metrics::recovery_attempts.count(metrics::recovery_result::recovered);
  return resumed{std::move(session->state), std::move(missed)};
}

void recovery::refuse(const request& asked, std::string_view why) const {
  metrics::recovery_attempts.count(attempt_result(why));
  log::info(
    "recovery", "recovery-refused", {{"nsp", asked.nsp}, {"reason", why}});
}

void recovery::expire(
  std::unique_ptr<parked_session> session, std::string_view why) {
  const auto& state = session->state;
  log::debug(
    "recovery", "session-expired",
    {{"nsp", state.nsp}, {"socket", state.socket_id}, {"reason", why}});
  drop_claims(state.pid);
  close(state, true);
  tell_home(state.pid, std::nullopt);
}

/// Lets go of slot and rooms; `detach` unless the adapter knows it elsewhere.
void recovery::close(const session_state& of, bool detach) {
  on_.index.close(of.slot);
  if (on_.dispatcher)
    caf::anon_send(on_.dispatcher, messages::slots_closed{});
  if (detach)
    on_.adapter_of(of.nsp).send(messages::detach_socket{of.socket_id});
}

void recovery::on_timer() {
  const auto at = now();
  for (auto& gone : parked_.take_expired(at))
    expire(std::move(gone), "recovery.max_disconnection_duration");
  drop_overdue(at);
  on_.index.forget(at);
  arm();
}

void recovery::drop_overdue(clock::time_point at) {
  std::vector<std::string> overdue;
  for (const auto& [pid, who] : waiting_)
    if (who.until < at)
      overdue.push_back(pid);
  for (const auto& pid : overdue)
    give_up(pid, "no answer in time");
  overdue.clear();
  for (const auto& [which, who] : leaving_)
    if (who.until < at)
      overdue.push_back(who.pid);
  for (const auto& pid : overdue)
    drop_claims(pid);
}

void recovery::arm() {
  const bool soon = !waiting_.empty() || !leaving_.empty();
  const clock::duration after = soon ? shortest_interval
                                     : std::clamp<clock::duration>(
                                         around_.settings.duration / 4,
                                         shortest_interval, longest_interval);
  if (!timer_.armed() || timer_.due() > now() + after)
    on_.unit.thread().arm(timer_, after);
}

bool recovery::send(place to, std::string record) {
  if (to.node != around_.node)
    return peers_ && peers_->tell_node(to.node, std::move(record));
  if (to.thread >= around_.threads.size())
    return false;
  auto* other = around_.threads[to.thread];
  other->on_.unit.thread().post(
    [other, from = around_.node, record = std::move(record)] {
      other->take(from, record);
    });
  return true;
}

void recovery::take(std::uint32_t from, std::string_view bytes) {
  const auto record = peer::take_record(bytes);
  if (!record)
    return;
  if (const auto asked = peer::decode<peer::claim>(*record))
    take({from, asked->id}, *asked);
  else if (const auto answer = peer::decode<peer::claimed>(*record))
    take(*answer);
  else if (auto last = peer::decode<peer::take_missed>(*record))
    take({from, last->id}, std::move(*last));
  else if (const auto words = peer::decode<peer::missed>(*record))
    take(*words, record->whole);
  else if (const auto news = peer::decode<peer::relocated>(*record))
    take(*news);
}

/// One for each room, which it comes through behind all that was said there,
/// and one for the namespace; how many.
unsigned
recovery::publish_fences(const session_state& of, messages::fence what) {
  what.nsp = of.nsp;
  auto rooms = of.rooms;
  if (away_from_id(of))
    rooms.insert(of.socket_id);
  auto& adapter = on_.adapter_of(of.nsp);
  for (const auto& room : rooms)
    adapter.send(messages::publish{peer::make_fence(what, {room})});
  adapter.send(messages::publish{peer::make_fence(what, {})});
  return static_cast<unsigned>(rooms.size()) + 1;
}

void recovery::on_fence(const messages::fence& passed) {
  const auto own = here();
  if (passed.node != own.node) {
    // It is for a third node: one thread speaks for all.
    auto onward = passed;
    onward.via = own.node;
    if (own.thread == 0)
      send({passed.node, 0}, peer::encode(peer::make_fence_news(onward)));
    return;
  }
  if (passed.thread != own.thread)
    return;
  const bool ours =
    passed.origin == own.node && peer::front_thread(passed.id) == own.thread;
  if (ours) {
    if (auto* who = find_waiting(passed.id))
      on_own_fence(*who, passed);
    return;
  }
  const key which{passed.origin, passed.id};
  const auto found = leaving_.find(which);
  if (found == leaving_.end())
    return;
  if (passed.via != 0)
    found->second.confirmed.insert(passed.via);
  else if (found->second.fences > 0)
    --found->second.fences;
  check_fences(which);
}

} // namespace troupe::actors
