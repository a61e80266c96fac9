#include "actors/node.hpp"

#include <memory>
#include <string>
#include <utility>

// Whether node and I/O threads still do their work, for the service manager.

namespace troupe::actors {

namespace {

/// One round of questions to the I/O threads.
struct watch_round {
  std::function<void()> alive;
  std::size_t open = 0; ///< threads that have not answered

  void answered() {
    if (--open == 0)
      alive();
  }
};

} // namespace

void node::watch(const keep_watch& m) {
  watch_ = m;
  ask_threads();
}

/// A thread is asked by way of its session registry. One that is being
/// restarted, or has ended at the stop, is no sign of a thread that is stuck.
void node::ask_threads() {
  delayed_send(this, watch_.every, watch_due{});
  const auto round = std::make_shared<watch_round>();
  round->alive = watch_.alive;
  round->open = 1;
  for (const auto& c : children_) {
    if (c.what != kind::session_registry || !c.actor)
      continue;
    ++round->open;
    request(
      caf::actor_cast<session_registry_actor>(c.actor), watch_.every,
      describe{0})
      .then(
        [round](const described&) { round->answered(); },
        [this, round, thread = c.name](const caf::error& failed) {
          if (failed != caf::sec::request_timeout)
            return round->answered();
          log::error(
            "actors", "thread-not-answering",
            {{"thread", thread}, {"waited_ms", watch_.every.count()}});
        });
  }
  round->answered();
}

} // namespace troupe::actors
