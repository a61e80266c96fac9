#include "actors/recovery/recovery.hpp"

#include "actors/type_ids.hpp"
#include "config/log.hpp"

#include <algorithm>

// The half of a recovery that lets a session go where its client is now.

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

/// Longer than the other side waits, so that it cannot be had twice.
constexpr auto handover_patience = std::chrono::seconds{3};

std::string encode_missed(peer::request_id id, const recalled& all) {
  peer::missed answer;
  answer.id = id;
  answer.heard = all.heard;
  for (const auto& what : all.missed) {
    auto& packet = answer.packets.emplace_back();
    packet.offset = what->offset;
    packet.text = what->packet.text->payload();
    if (const auto& attachments = what->packet.attachments)
      for (const auto& each : *attachments)
        packet.attachments.push_back(each->payload());
  }
  return peer::encode(answer);
}

} // namespace

void recovery::take(const key& from, const peer::claim& asked) {
  auto* found = parked_.find(asked.pid);
  if (found && found->until < now()) {
    expire(parked_.take(asked.pid), "recovery.max_disconnection_duration");
    found = nullptr;
  }
  if (!found) {
    const auto alive = living_.find(asked.pid);
    const bool lives = alive != living_.end();
    if (lives || waiting_.contains(asked.pid)) {
      // It has to park first, or is just coming here.
      parking_[asked.pid].emplace_back(from, asked);
      return lives ? alive->second->give_way() : void();
    }
    const auto moved = moved_.find(asked.pid);
    return deny(
      from, "unknown session",
      moved == moved_.end() ? std::nullopt : std::optional{moved->second});
  }
  if (found->state.nsp != asked.nsp)
    return deny(from, "session of another namespace", {});
  drop_claims(asked.pid); // who asks last has the client
  found->claimed = true;
  auto& who = leaving_[from];
  who.pid = asked.pid;
  who.until = now() + handover_patience;
  who.to = {from.first, peer::front_thread(from.second)};
  arm();
  const auto& state = found->state;
  send(
    who.to, peer::encode(peer::claimed{
              asked.id,
              true,
              {},
              {},
              state.socket_id,
              {state.rooms.begin(), state.rooms.end()},
              state.data}));
}

void recovery::deny(
  const key& from, std::string_view why, std::optional<place> moved) {
  send(
    {from.first, peer::front_thread(from.second)},
    peer::encode(
      peer::claimed{from.second, false, std::string{why}, moved, {}, {}, {}}));
}

/// It has parked here, or will not.
void recovery::answer_parking(const std::string& pid) {
  const auto claims = parking_.extract(pid);
  if (claims)
    for (const auto& [from, asked] : claims.mapped())
      take(from, asked);
}

/// Claims that came to nothing. Between threads the adapter has been told of
/// the other place meanwhile: what was said to the socket by its id may have
/// gone there.
void recovery::drop_claims(const std::string& pid) {
  auto* session = parked_.find(pid);
  if (!session || !session->claimed)
    return;
  session->claimed = false;
  for (auto at = leaving_.begin(); at != leaving_.end();) {
    const bool ours = at->second.pid == pid;
    if (ours && at->second.to.node == around_.node)
      on_.index.forgo_own(session->state.slot);
    at = ours ? leaving_.erase(at) : std::next(at);
  }
}

void recovery::take(const key& from, peer::take_missed asked) {
  const auto found = leaving_.find(from);
  if (found == leaving_.end()) {
    peer::missed no;
    no.id = asked.id;
    no.reason = "claimed by another connection";
    send({from.first, peer::front_thread(from.second)}, peer::encode(no));
    return;
  }
  found->second.taken = std::move(asked);
  check_fences(from);
}

/// Once the others have confirmed, what they said is with the adapter; a
/// second fence brings it from there through the rooms.
void recovery::check_fences(const key& which) {
  auto& who = leaving_.at(which);
  if (!who.taken)
    return;
  const bool confirmed = std::all_of(
    who.taken->others.begin(), who.taken->others.end(),
    [&who](auto node) { return who.confirmed.contains(node); });
  if (!confirmed)
    return;
  if (who.fencing && who.fences == 0)
    return hand_over(which);
  if (std::exchange(who.fencing, true))
    return;
  const auto* session = parked_.find(who.pid);
  if (!session)
    return hand_over(which);
  who.fences = publish_fences(
    session->state,
    {which.second, which.first, around_.node, here().thread, 0, {}});
}

void recovery::hand_over(const key& which) {
  const auto who = std::move(leaving_.extract(which).mapped());
  peer::missed no;
  no.id = which.second;
  auto* found = parked_.find(who.pid);
  if (!found) {
    no.reason = "expired";
    send(who.to, peer::encode(no));
    return;
  }
  const auto all = on_.index.recall(found->state.slot, who.taken->offset);
  if (const auto* why = std::get_if<recall_refusal>(&all)) {
    no.reason = to_string(*why);
    send(who.to, peer::encode(no));
    found->claimed = false;
    return expire(parked_.take(who.pid), to_string(*why));
  }
  found->claimed = false;
  if (!send(who.to, encode_missed(which.second, std::get<recalled>(all))))
    return; // it stays, for another try
  const auto session = parked_.take(who.pid);
  close(session->state, who.to.node != around_.node);
  tell_home(who.pid, who.to);
}

/// Where a session was made is where everybody looks for it.
void recovery::tell_home(const std::string& pid, std::optional<place> at) {
  const auto home = home_of(pid);
  if (!home)
    return;
  const peer::relocated news{
    peer::make_request_id(0, static_cast<std::uint8_t>(home->thread), 0), pid,
    at};
  if (*home == here())
    take(news);
  else
    send(*home, peer::encode(news));
}

void recovery::take(const peer::relocated& news) {
  moved_.erase(news.pid);
  if (!news.now || *news.now == here())
    return;
  if (moved_.size() >= around_.settings.sessions)
    moved_.erase(moved_.begin());
  moved_.emplace(news.pid, *news.now);
}

} // namespace troupe::actors
