#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

// Calls a macro that nothing defines (CAF 0.17). What it defines itself, as
// `expect` and `_`, is everybody's: this header is for tests of actors alone.
#define FAIL CAF_FAIL
#include "caf/test/dsl.hpp"
#undef FAIL

namespace troupe::tests {

/// Actors on CAF's deterministic coordinator: nothing runs until the test lets
/// it, time passes when the test says so, and no thread but its own is there.
class actor_fixture : public test_coordinator_fixture<> {
public:
  ~actor_fixture() override { end_actors(); }

protected:
  /// Spawns a hosted actor class without an I/O thread to live on.
  template <class T, class... Ts>
  auto start(Ts&&... xs) {
    return keep(
      actors::spawn_on<T>(sys, nullptr, nullptr, std::forward<Ts>(xs)...));
  }

  /// Has the fixture end an actor; one that lives on would block the end of
  /// its system.
  template <class Handle>
  Handle keep(Handle started) {
    kept_.push_back(caf::actor_cast<caf::actor>(started));
    return started;
  }

  /// Ends all actors; for fixtures whose members the actors use.
  void end_actors() {
    for (const auto& each : std::exchange(kept_, {}))
      caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    sched.run();
  }

  /// Lets everybody handle what is there, without any time passing.
  virtual void settle() { sched.run(); }
  /// Lets time pass, then settles.
  void pass(std::chrono::milliseconds time) {
    advance_time(time);
    settle();
  }

  /// Ends an actor in a way that it can do nothing about.
  template <class Handle>
  void crash(const Handle& which) {
    caf::anon_send_exit(which, caf::exit_reason::kill);
    settle();
  }

  template <class Handle>
  std::vector<messages::tree_node> describe(const Handle& which) {
    auto asked = self->request(which, caf::infinite, messages::describe{});
    settle();
    CAF_REQUIRE(!self->mailbox().empty());
    std::vector<messages::tree_node> told;
    asked.receive(
      [&told](messages::described& all) { told = std::move(all.nodes); },
      [this](caf::error& failed) { CAF_FAIL(sys.render(failed)); });
    return told;
  }

  /// Why an actor that `self` monitors has ended; empty if it has not.
  std::string end_of_monitored() {
    std::string reason;
    self->receive(
      [&](caf::down_msg& news) { reason = sys.render(news.reason); },
      caf::after(std::chrono::seconds{0}) >> [] {});
    return reason;
  }

private:
  std::vector<caf::actor> kept_;
};

} // namespace troupe::tests
