#pragma once

#include "actors/hosting/io_unit.hpp"
#include "actors/roles.hpp"
#include "actors/rooms/publish_gate.hpp"
#include "actors/rooms/room_index.hpp"
#include "config/log.hpp"
#include "messages/packet_form.hpp"

#include <caf/send.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace troupe::actors {

/// The way to an actor that may be started again: what is said while it is
/// away waits (up to 1,024 messages, then they are dropped and counted).
/// Belongs to one thread.
template <class Actor>
class link {
public:
  template <class Message>
  void send(Message what) {
    if (actor_)
      caf::anon_send(actor_, std::move(what));
    else if (held_.size() < most_held)
      held_.push_back([what = std::move(what)](const Actor& to) {
        caf::anon_send(to, what);
      });
    else if (++dropped_ % 1000 == 1)
      log::error(
        "actors", "message-dropped",
        {{"reason", "an actor is being restarted"}, {"dropped", dropped_}});
  }

  const Actor& actor() const noexcept { return actor_; }

  /// The actor is there (again), or has gone if null.
  void set(Actor actor) {
    actor_ = std::move(actor);
    if (!actor_)
      return;
    for (const auto& what : std::exchange(held_, {}))
      what(actor_);
  }

private:
  static constexpr std::size_t most_held = 1024;

  Actor actor_;
  std::deque<std::function<void(const Actor&)>> held_;
  std::size_t dropped_ = 0;
};

using adapter_link = link<adapter_actor>;
using user_registry_link = link<user_registry_actor>;

/// What the actors of one I/O thread share: touched on that thread alone (and
/// before it starts).
struct thread_context {
  thread_context(caf::actor_system& system, net::io_thread& on)
    : unit{system, on}
    , index{on.index()} {}

  io_unit unit;
  room_index index;
  messages::form_cache forms; ///< what was delivered last, in other forms
  dispatcher_actor dispatcher;
  publish_gate* gate = nullptr; ///< where broadcasts enter; null = unbounded
  user_registry_link users;
  /// Other nodes that can be reached, by number; the relay keeps it.
  std::set<std::uint32_t> peers;
  /// By namespace; entries stay where they are.
  std::unordered_map<std::string, std::unique_ptr<adapter_link>> adapters;

  /// Lets go of all actors, once the thread has ended.
  void release() {
    dispatcher = nullptr;
    users.set({});
    adapters.clear();
    open_nsp = nullptr;
  }

  /// Has the node start an adapter for a namespace that is made on demand;
  /// set before the thread starts.
  std::function<void(const std::string& nsp)> open_nsp;

  /// The way to a namespace's adapter, which is started if there is none.
  adapter_link& adapter_of(const std::string& nsp) {
    const auto found = adapters.find(nsp);
    if (found != adapters.end())
      return *found->second;
    if (open_nsp)
      open_nsp(nsp);
    return link_to(nsp);
  }
  adapter_link& link_to(const std::string& nsp) {
    auto& found = adapters[nsp];
    if (!found)
      found = std::make_unique<adapter_link>();
    return *found;
  }
};

} // namespace troupe::actors
