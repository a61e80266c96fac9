#include "actors/cluster/collector.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace troupe::actors {

collector::collector(
  caf::actor_config& config, std::vector<peer_node> peers, nodes_answered own)
  : traced{config}
  , all_{std::move(own)} {
  for (auto& peer : peers)
    waiting_.emplace(peer.number, std::move(peer));
  set_down_handler([this](const caf::down_msg& news) {
    for (const auto& [number, peer] : waiting_)
      if (peer.link.address() == news.source)
        return drop(number);
  });
}

collector::behavior_type collector::make_behavior() {
  return {
    [this](const peer_told& m) {
      if (waiting_.erase(m.from) == 0)
        return;
      all_.count += m.answer.count;
      std::copy(
        m.answer.users.begin(), m.answer.users.end(),
        std::back_inserter(all_.users));
      std::copy(
        m.answer.answers.begin(), m.answer.answers.end(),
        std::back_inserter(all_.answers));
      check_done();
    },
    [this](deadline_over) {
      while (!waiting_.empty())
        drop(waiting_.begin()->first);
    },
    [this](const ask_nodes& m) {
      promise_ = make_response_promise<nodes_answered>();
      auto promise = promise_;
      ask(m);
      return promise;
    },
  };
}

void collector::on_exit() {
  waiting_.clear();
  promise_ = {}; // one that is not kept keeps its own actor
}

void collector::ask(const ask_nodes& what) {
  for (const auto& [number, peer] : waiting_) {
    monitor(peer.link);
    send(
      peer.link, ask_peer{what.asked, caf::actor_cast<collector_actor>(this)});
  }
  delayed_send(this, what.deadline, deadline_over{});
  check_done();
}

void collector::drop(std::uint32_t number) {
  const auto found = waiting_.find(number);
  all_.missing.push_back(found->second.name);
  waiting_.erase(found);
  check_done();
}

void collector::check_done() {
  if (!waiting_.empty() || !promise_.pending())
    return;
  if (!all_.missing.empty())
    log::warn(
      "cluster", "answers-missing",
      {{"peer", all_.missing.front()}, {"missing", all_.missing.size()}});
  std::exchange(promise_, {}).deliver(std::move(all_));
  quit();
}

} // namespace troupe::actors
