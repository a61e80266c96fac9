#include "actors/cluster/peer_link.hpp"

#include "config/metrics.hpp"

#include <utility>

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

/// After so many bytes a peer is told that they came, if not earlier.
constexpr std::uint64_t confirm_after = peer_outbox::window / 8;
/// Nobody waits for an answer any more.
constexpr auto forget_after = std::chrono::seconds{30};

} // namespace

peer_link::peer_link(caf::actor_config& config, setup with)
  : traced{config}
  , with_{std::move(with)}
  , outbox_{with_.settings.queue_bytes} {
  set_down_handler([this](const caf::down_msg&) {
    if (leaving_)
      quit();
    else if (linked_)
      end("connection lost");
    else
      greeting_failed("connection lost");
  });
}

peer_link::behavior_type peer_link::make_behavior() {
  if (with_.greeter)
    greet();
  else
    begin(with_.remote);
  return {
    [this](const peer_batch& m) { take(m); },
    [this](const tell_peer& m) { tell(m.what); },
    [this](const ask_peer& m) {
      auto asked = m.asked;
      asked.id = ++last_question_;
      asked_[asked.id] = {m.by, clock().now()};
      tell(make_record(asked));
    },
    [this](const want_peer& m) {
      wanted_[m.id] = {m.by, clock().now() + m.patience};
      tell(m.what);
    },
    [this](const routes_changed& m) { with_.known = m.now; },
    [this](leave_peer) {
      leaving_ = true;
      tell(make_record(peer::leaving{}));
    },
    [this](beat) { on_beat(); },
    [this](flush_batch) {
      flush_due_ = false;
      flush();
    },
    [this](describe) { return describe_self(); },
  };
}

void peer_link::on_exit() {
  with_.cluster = nullptr;
  with_.remote = nullptr;
  with_.other = nullptr;
  with_.known.reset();
  asked_.clear();
  wanted_.clear();
}

void peer_link::begin(peer_link_actor link) {
  linked_ = true;
  with_.remote = std::move(link);
  last_heard_ = clock().now();
  monitor(with_.remote);
  send(with_.cluster, link_up{with_.who});
  std::erase_if(wanted_, [this](const auto& each) {
    return clock().now() > each.second.until;
  });
  send_heartbeat();
  delayed_send(this, with_.settings.heartbeat, beat{});
}

void peer_link::take(const peer_batch& m) {
  const auto sender = caf::actor_cast<peer_link_actor>(current_sender());
  // From the other link, whose handle only its first batch brings along.
  if (joining_ && sender && sender.node() == with_.other.node()) {
    joining_ = false;
    begin(sender);
  }
  if (!linked_ || sender != with_.remote) {
    log::warn("cluster", "peer-message-refused", {{"peer", with_.who.name}});
    return;
  }
  last_heard_ = clock().now();
  std::string_view batch{m.bytes};
  while (const auto next = peer::take_record(batch)) {
    if (next->kind != peer::kind::heartbeat) { // they wait in no queue
      received_ += next->whole.size();
      metrics::cluster_messages.count(metrics::direction::in);
      metrics::cluster_bytes.add(next->whole.size(), metrics::direction::in);
    }
    if (!route(*next))
      return end("it sent a malformed record");
  }
  if (!batch.empty())
    return end("it sent a broken batch");
  if (received_ - confirmed_ >= confirm_after && !crowded())
    send_heartbeat();
}

/// Members: the questions of ours that it has not answered.
described peer_link::describe_self() {
  auto self = portrait(with_.who.name.empty() ? with_.address : with_.who.name);
  self.members = asked_.size() + wanted_.size();
  self.bytes = outbox_.queued_bytes();
  return described{{self}};
}

void peer_link::tell(record_ptr what) {
  if (!outbox_.push(std::move(what))) {
    log::warn(
      "cluster", "peer-queue-overflow",
      {{"peer", with_.who.name}, {"bytes", outbox_.queued_bytes()}});
    return end("cluster.queue_bytes exceeded");
  }
  metrics::cluster_messages.count(metrics::direction::out);
  // What else is in the mailbox goes along.
  if (linked_ && !std::exchange(flush_due_, true))
    send(this, flush_batch{});
}

void peer_link::flush() {
  while (auto batch = outbox_.take_batch()) {
    metrics::cluster_bytes.add(batch->size(), metrics::direction::out);
    send(with_.remote, peer_batch{std::move(*batch)});
  }
}

/// Behind no queue, and counted by nobody: it has to come through. What is not
/// confirmed now is by a later one.
void peer_link::send_heartbeat() {
  if (!crowded())
    confirmed_ = received_;
  send(with_.remote, peer_batch{peer::encode(peer::heartbeat{confirmed_})});
}

void peer_link::take_heartbeat(const peer::heartbeat& news) {
  outbox_.confirm(news.received);
  if (leaving_ && outbox_.done())
    return quit();
  flush();
}

void peer_link::on_beat() {
  if (clock().now() - last_heard_ > with_.settings.timeout)
    return end("silent for cluster.timeout");
  std::erase_if(asked_, [this](const auto& each) {
    return clock().now() - each.second.since > forget_after;
  });
  send_heartbeat();
  delayed_send(this, with_.settings.heartbeat, beat{});
}

void peer_link::end(std::string_view reason) {
  log::warn(
    "cluster", "peer-down", {{"peer", with_.who.name}, {"reason", reason}});
  quit();
}

// The greeting, of the side that dials.

void peer_link::greet() {
  hello_ = with_.greeter->begin();
  monitor(with_.other);
  request(with_.other, with_.settings.timeout, peer_batch{peer::encode(hello_)})
    .then(
      [this](const peer_batch& reply) { take_challenge(reply); },
      [this](const caf::error& e) { greeting_failed(system().render(e)); });
}

void peer_link::take_challenge(const peer_batch& reply) {
  if (const auto no = peer::decode<peer::refused>(reply.bytes))
    return greeting_failed(no->reason);
  const auto theirs = peer::decode<peer::challenge>(reply.bytes);
  if (!theirs)
    return greeting_failed("it does not speak our protocol");
  const auto answer = with_.greeter->answer(hello_, *theirs);
  if (const auto* no = std::get_if<peer::refused>(&answer))
    return greeting_failed(no->reason);
  with_.who = theirs->from;
  request(
    with_.cluster, with_.settings.timeout,
    peer_greeted{with_.address, theirs->from})
    .then(
      [this, mine = std::get<peer::join>(answer)](go_on decided) {
        decided.may ? join(mine) : quit();
      },
      [this](const caf::error& e) { greeting_failed(system().render(e)); });
}

void peer_link::join(const peer::join& with) {
  joining_ = true;
  request(with_.other, with_.settings.timeout, peer_batch{peer::encode(with)})
    .then(
      [this](const peer_batch& reply) {
        const auto no = peer::decode<peer::refused>(reply.bytes);
        if (no && !linked_)
          greeting_failed(no->reason, no->call_back);
      },
      [this](const caf::error& e) {
        if (!linked_)
          greeting_failed(system().render(e));
      });
}

void peer_link::greeting_failed(std::string reason, bool call_back) {
  struct greeting_failed news {
    with_.address, with_.who.name, std::move(reason), call_back
  };
  send(with_.cluster, std::move(news));
  quit();
}

} // namespace troupe::actors
