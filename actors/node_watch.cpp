#include "actors/node.hpp"

#include <memory>
#include <string>
#include <utility>

// Whether node and I/O threads still do their work, for the service manager.

namespace troupe::actors {

namespace {

/// Whoever has not answered by then is not well.
constexpr auto pulse_patience = std::chrono::milliseconds{800};

/// One round of questions to the I/O threads.
struct watch_round {
  std::function<void(bool)> told;
  std::size_t open = 1; ///< threads that have not answered, and whoever asks
  bool well = true;

  void answered(bool in_time) {
    well = well && in_time;
    if (--open == 0)
      told(well);
  }
};

} // namespace

void node::watch(const keep_watch& m) {
  watch_ = m;
  look_after_threads();
}

void node::look_after_threads() {
  delayed_send(this, watch_.every, watch_due{});
  ask_threads(watch_.every, [alive = watch_.alive](bool well) {
    if (well)
      alive();
  });
}

void node::feel_pulse(const check_pulse& m) {
  ask_threads(pulse_patience, m.done);
}

/// A thread is asked by way of its session registry. One that is being
/// restarted, or has ended at the stop, is no sign of a thread that is stuck.
void node::ask_threads(
  std::chrono::milliseconds patience, std::function<void(bool)> told) {
  const auto round = std::make_shared<watch_round>();
  round->told = std::move(told);
  for (const auto& c : children_) {
    if (c.what != kind::session_registry || !c.actor)
      continue;
    ++round->open;
    request(
      caf::actor_cast<session_registry_actor>(c.actor), patience, describe{0})
      .then(
        [round](const described&) { round->answered(true); },
        [round, patience, thread = c.name](const caf::error& failed) {
          if (failed != caf::sec::request_timeout)
            return round->answered(true);
          log::error(
            "actors", "thread-not-answering",
            {{"thread", thread}, {"waited_ms", patience.count()}});
          round->answered(false);
        });
  }
  round->answered(true);
}

} // namespace troupe::actors
