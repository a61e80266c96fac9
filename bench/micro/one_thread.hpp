#pragma once

#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"
#include "actors/rooms/thread_context.hpp"
#include "actors/type_ids.hpp"
#include "bench/micro/counting_target.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <deque>
#include <memory>
#include <semaphore>
#include <vector>

namespace troupe::bench {

/// An actor system and one I/O thread that hosts actors of it. What is measured
/// runs there, as it does in a server, and the caller waits for it.
class one_thread {
public:
  one_thread();
  ~one_thread();
  one_thread(const one_thread&) = delete;
  one_thread& operator=(const one_thread&) = delete;

  /// Spawns an actor on the thread; before `start`.
  template <class T, class... Ts>
  auto spawn(Ts&&... xs) {
    auto made = actors::spawn_on<T>(
      *system_, &context_->unit, nullptr, std::forward<Ts>(xs)...);
    actors_.push_back(caf::actor_cast<caf::actor>(made));
    return made;
  }
  void start() { thread_.start(); }

  /// Runs `what` on the thread and waits until somebody there calls `done`.
  void run(std::function<void()> what) {
    thread_.post(std::move(what));
    done_.acquire();
  }
  void done() { done_.release(); }

  actors::thread_context& context() noexcept { return *context_; }

private:
  caf::actor_system_config config_;
  net::io_thread thread_{0};
  // In this order: a unit outlives the actor system.
  std::unique_ptr<actors::thread_context> context_;
  std::unique_ptr<caf::actor_system> system_;
  std::vector<caf::actor> actors_;
  std::binary_semaphore done_{0};
};

/// A room with members, from its adapter to its dispatcher, without sockets.
class one_room {
public:
  explicit one_room(std::size_t members);

  /// Publishes so many times, each once the last member has the one before.
  void publish(std::size_t times);
  /// Has a guest join and leave so many times, at once.
  void join_and_leave(std::size_t times);

private:
  counting_target& open(std::string id);
  void publish_once();

  std::deque<counting_target> targets_;
  deliveries all_;
  one_thread place_;
  actors::adapter_actor adapter_;
  messages::slot_id guest_;
  messages::broadcast_ptr said_;
  std::size_t members_;
  std::size_t left_ = 0;
};

} // namespace troupe::bench
