#include "actors/rooms/gathering.hpp"

#include "actors/tracing/steps.hpp"

#include <atomic>
#include <iterator>
#include <utility>

namespace troupe::actors {

namespace {

using act = demand::act;

/// A node gets so much longer than its sockets to bring their answers.
constexpr auto grace = std::chrono::milliseconds{500};
/// What comes behind a join waits for it no longer than that.
constexpr auto settling_patience = std::chrono::milliseconds{500};

peer::request_id next_request_id() {
  static std::atomic<peer::request_id> last{0};
  return ++last;
}

/// Tells a gathering, whatever the thread.
class messenger final : public tally {
public:
  explicit messenger(gathering_actor to)
    : to_{std::move(to)} {}

  void branched(std::size_t more) override {
    caf::anon_send(to_, actors::branched{more});
  }
  void reached(std::size_t sockets) override {
    caf::anon_send(to_, branch_reached{sockets});
  }
  void found(socket_description socket) override {
    caf::anon_send(to_, socket_found{std::move(socket)});
  }
  void answered(const answer_text* answer) override {
    caf::anon_send(
      to_, socket_answered{answer ? std::optional{*answer} : std::nullopt});
  }

private:
  gathering_actor to_;
};

template <class T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

} // namespace

broadcast_ptr addressed_to(const broadcast& what, gathering_actor by) {
  auto wanted = *what.wanted;
  wanted.by = std::make_shared<messenger>(std::move(by));
  auto made = std::make_shared<broadcast>(what);
  made->wanted = std::make_shared<const demand>(std::move(wanted));
  return made;
}

gathering::gathering(caf::actor_config& config, setup with)
  : traced{config}
  , with_{std::move(with)} {
  set_down_handler([this](const caf::down_msg& news) {
    for (const auto& [number, each] : waiting_)
      if (each.link.address() == news.source)
        return drop(number);
  });
}

gathering::behavior_type gathering::make_behavior() {
  delayed_send(this, with_.what->wanted->patience, patience_over{});
  if (with_.by)
    delayed_send(this, settling_patience, settling_overdue{});
  ask_peers();
  return {
    [this](branched m) { branches_ += m.more; },
    [this](branch_reached m) {
      --branches_;
      here_ += m.sockets;
      check_done();
    },
    [this](const socket_found& m) { all_.sockets.push_back(m.socket); },
    [this](const socket_answered& m) {
      ++heard_;
      if (m.answer)
        all_.answers.push_back(*m.answer);
      check_done();
    },
    [this](const peer_gathered& m) { take(m); },
    [this](patience_over) {
      if (!settled())
        all_.missing.push_back(with_.node);
      if (waiting_.empty())
        return quit();
      // Their sockets have had as long as ours; the answers are on their way.
      settle();
      branches_ = 0;
      heard_ = here_;
      delayed_send(this, grace, grace_over{});
    },
    [this](grace_over) {
      while (!waiting_.empty())
        drop(waiting_.begin()->first);
    },
    [this](settling_overdue) { settle(); },
  };
}

void gathering::ask_peers() {
  const auto id = next_request_id();
  const auto& what = *with_.what;
  if (with_.peers.empty())
    return;
  const auto record = make_record(peer::encode_wanted(id, with_.nsp, what));
  for (auto& each : std::exchange(with_.peers, {})) {
    monitor(each.link);
    steps::to_peer(what, with_.nsp, each.name);
    send(
      each.link, want_peer{
                   record, id, what.wanted->patience + grace,
                   caf::actor_cast<gathering_actor>(this)});
    const auto number = each.number;
    waiting_.emplace(number, std::move(each));
  }
}

void gathering::take(const peer_gathered& m) {
  const auto from = waiting_.extract(m.from);
  if (!from)
    return;
  append(all_.sockets, m.news.sockets);
  append(all_.answers, m.news.answers);
  all_.reached += m.news.reached;
  if (!m.news.complete)
    all_.missing.push_back(from.mapped().name);
  check_done();
}

void gathering::drop(std::uint32_t number) {
  const auto found = waiting_.find(number);
  all_.missing.push_back(found->second.name);
  waiting_.erase(found);
  check_done();
}

/// What the adapter holds back until then may go on.
void gathering::settle() {
  if (with_.by)
    send(std::exchange(with_.by, nullptr), demand_settled{});
}

void gathering::check_done() {
  if (!settled() || !waiting_.empty())
    return;
  settle();
  const bool asks = with_.what->wanted->what == act::ask;
  if (!asks || heard_ >= here_)
    quit();
}

void gathering::give() noexcept {
  const auto done = std::exchange(with_.done, {});
  all_.reached += here_;
  if (!all_.missing.empty())
    log::warn(
      "cluster", "answers-missing",
      {{"peer", all_.missing.front()}, {"missing", all_.missing.size()}});
  try {
    if (done)
      done(all_);
  } catch (...) {
    log::error(
      "actors", "answer-handler-threw",
      {{"err", describe_exception(std::current_exception())}});
  }
}

void gathering::on_exit() {
  settle();
  give();
  with_ = {};
  waiting_.clear();
}

} // namespace troupe::actors
