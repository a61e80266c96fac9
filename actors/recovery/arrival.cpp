#include "actors/recovery/recovery.hpp"

#include "actors/type_ids.hpp"
#include "config/log.hpp"

#include <unordered_set>
#include <utility>

// The half of a recovery that brings a session here from where it is.

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

/// Where it is may be told once more than a session moves in the meantime.
constexpr unsigned most_hops = 3;
constexpr auto claim_patience = std::chrono::seconds{2};

messages::broadcast_ptr make_broadcast(const peer::missed_packet& from) {
  peer::broadcast_news news;
  news.text = from.text;
  news.attachments = from.attachments;
  news.offset = from.offset;
  return peer::make_broadcast(news);
}

} // namespace

recovery::outcome recovery::claim(const request& asked, told when, place at) {
  auto& who = waiting_[asked.pid];
  who.asked = asked;
  who.when = std::move(when);
  who.until = now() + claim_patience;
  arm();
  if (send_claim(who, at))
    return pending{};
  refuse(asked, "its node cannot be reached");
  claims_.erase(who.id);
  waiting_.erase(asked.pid);
  return refused{};
}

bool recovery::send_claim(waiting& who, place at) {
  claims_.erase(who.id);
  who.id = peer::make_request_id(
    static_cast<std::uint8_t>(here().thread),
    static_cast<std::uint8_t>(at.thread), ++last_);
  who.node = at.node;
  ++who.hops;
  claims_[who.id] = who.asked.pid;
  return send(
    at, peer::encode(peer::claim{who.id, who.asked.pid, who.asked.nsp}));
}

recovery::waiting* recovery::find_waiting(request_id id) {
  const auto claim = claims_.find(id);
  return claim == claims_.end() ? nullptr : &waiting_.at(claim->second);
}

void recovery::take(const peer::claimed& answer) {
  auto* who = find_waiting(answer.id);
  if (!who || who->arriving)
    return;
  if (answer.found)
    return begin_arrival(*who, answer);
  const auto pid = who->asked.pid;
  const bool again =
    answer.moved && *answer.moved != here() && who->hops < most_hops;
  if (!again || !send_claim(*who, *answer.moved))
    give_up(pid, answer.reason.empty() ? "unknown session" : answer.reason);
}

/// It takes its rooms here while it still has them there: what is said to it
/// from now on is heard in one place at least.
void recovery::begin_arrival(waiting& who, const peer::claimed& answer) {
  session_state state{who.asked.pid, answer.socket_id,
                      who.asked.nsp, {answer.rooms.begin(), answer.rooms.end()},
                      answer.data,   {}};
  if (away_from_id(state))
    state.rooms.insert(state.socket_id);
  who.arriving = std::make_unique<parked_session>(std::move(state));
  auto& made = who.arriving->state;
  made.slot = on_.index.open(made.nsp, *who.arriving);
  auto& adapter = on_.adapter_of(made.nsp);
  adapter.send(messages::attach_socket{made.socket_id, made.slot});
  for (const auto& room : made.rooms)
    adapter.send(messages::join_room{room, made.slot});
  fence_rooms(who);
}

void recovery::fence_rooms(waiting& who) {
  who.fences = publish_fences(
    who.arriving->state,
    {who.id, around_.node, around_.node, here().thread, 0, {}});
}

/// Twice: when all rooms have it here, and when all has come here that was
/// handed over.
void recovery::on_own_fence(waiting& who, const messages::fence& passed) {
  if (passed.via != 0) {
    if (who.unheard_of.erase(passed.via) > 0 && who.unheard_of.empty())
      fence_rooms(who);
    return;
  }
  if (who.fences == 0 || --who.fences > 0)
    return;
  if (who.missed.empty())
    return ask_for_missed(who);
  const auto record = std::exchange(who.missed, {});
  if (const auto answer = peer::decode<peer::missed>(std::string_view{record}))
    adopt(who, *answer);
}

/// All rooms have it here. The other nodes know, or will before their fences
/// come to where it was.
void recovery::ask_for_missed(waiting& who) {
  peer::take_missed asked{who.id, who.asked.pid, who.asked.offset, {}};
  const place from{who.node, peer::owner_thread(who.id)};
  if (who.node != around_.node && peers_) {
    const auto record = peer::encode(peer::fence_news{
      who.id, who.asked.nsp, around_.node, from, around_.node});
    for (const auto node : peers_->nodes()) {
      asked.others.push_back(node == who.node ? around_.node : node);
      peers_->tell_node(node, record);
    }
  }
  if (!send(from, peer::encode(asked)))
    give_up(who.asked.pid, "its node has gone"); // ends `who`
}

/// What is in there may still be on its way to here, and would come twice: so
/// once more all have to confirm that it has come.
void recovery::take(const peer::missed& answer, std::string_view record) {
  auto* who = find_waiting(answer.id);
  if (!who || !who->arriving || !who->missed.empty())
    return;
  if (!answer.reason.empty())
    return give_up(who->asked.pid, answer.reason);
  who->missed = record;
  if (who->node == around_.node || !peers_)
    return fence_rooms(*who);
  const auto question = peer::encode(peer::fence_news{
    who->id, who->asked.nsp, around_.node, here(), around_.node});
  for (const auto node : peers_->nodes()) {
    who->unheard_of.insert(node);
    peers_->tell_node(node, question);
  }
}

/// What it missed there comes first, then what it would have heard here: in
/// any room, all that was said before it came here is in the first part.
void recovery::adopt(waiting& who, const peer::missed& answer) {
  const auto& asked = who.asked;
  auto& state = who.arriving->state;
  const auto here_too = on_.index.recall(state.slot, std::nullopt);
  if (const auto* why = std::get_if<recall_refusal>(&here_too))
    return give_up(asked.pid, to_string(*why));
  std::unordered_set<std::uint64_t> heard{
    answer.heard.begin(), answer.heard.end()};
  if (asked.offset)
    heard.insert(*asked.offset);
  std::vector<messages::broadcast_ptr> all;
  for (const auto& packet : answer.packets) {
    heard.insert(packet.offset);
    all.push_back(make_broadcast(packet));
  }
  for (const auto& what : std::get<recalled>(here_too).missed)
    if (!heard.contains(what->offset))
      all.push_back(what);
  on_.index.begin_anew(state.slot, asked.offset, all, now());
  // Its own id as a room is for other nodes, and no room of the user's.
  state.rooms.erase(state.socket_id);
  who.arriving->until = now() + around_.settings.duration;
  const auto pid = asked.pid;
  for (auto& gone : parked_.add(std::move(who.arriving)))
    expire(std::move(gone), "recovery.sessions");
  tell_home(pid, here());
  conclude(pid, true);
}

void recovery::give_up(std::string pid, std::string_view why) {
  auto& who = waiting_.at(pid);
  refuse(who.asked, why);
  if (who.arriving)
    close(who.arriving->state, who.node != around_.node);
  conclude(pid, false);
}

void recovery::conclude(const std::string& pid, bool come) {
  auto done = waiting_.extract(pid);
  claims_.erase(done.mapped().id);
  done.mapped().when(come);
  answer_parking(pid);
}

} // namespace troupe::actors
