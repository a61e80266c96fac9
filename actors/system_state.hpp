#pragma once

#include "actors/caf_config.hpp"
#include "actors/cluster/caf_remoting.hpp"
#include "actors/cluster/greeting.hpp"
#include "actors/node.hpp"
#include "actors/node_line.hpp"
#include "actors/system.hpp"
#include "net/listener.hpp"
#include "net/queue_budget.hpp"
#include "net/stuck_watch.hpp"
#include "net/tls_context.hpp"

#include <caf/actor_system.hpp>

#include <atomic>
#include <memory>
#include <vector>

// What a system is made of.

namespace troupe::actors {

/// Who serves the calling thread, if it is an I/O thread of ours.
extern thread_local thread_context* current_thread;

using node_surroundings = node::surroundings;

struct system::state {
  explicit state(setup with);

  void make_threads();
  void join(const cluster_actor& cluster);
  void open_doors();
  /// Spawns the node; returns whom other nodes greet.
  cluster_actor start_node();
  node_surroundings surround();

  setup given;
  std::uint32_t number = session_ids::make_node_number();
  greeting greeter;
  session_settings settings; ///< what each thread began with
  /// Of each I/O thread, which alone touches its own from the start on.
  std::vector<std::unique_ptr<session_settings>> thread_settings;
  inbound_gateway gateway;
  messages::offset_source offsets{number};
  recovery::surroundings recoveries;
  net::queue_budget budget;
  publish_gate gate;
  net::site site;
  caf_config config;
  // In this order: a unit outlives the actor system, a thread its unit's use.
  std::vector<std::unique_ptr<net::io_thread>> threads;
  std::unique_ptr<net::io_thread> accepting; ///< runs no actor
  std::vector<std::unique_ptr<thread_context>> contexts;
  std::vector<std::unique_ptr<session_context>> sessions;
  std::unique_ptr<net::tls_context> tls; ///< null = no https listener
  std::unique_ptr<net::listener> listener;
  /// One site and listener for each of `given.doors`.
  struct door {
    net::site site;
    std::unique_ptr<net::listener> listener;
  };
  std::vector<std::unique_ptr<door>> doors;
  std::unique_ptr<caf::actor_system> actors;
  std::unique_ptr<net::stuck_watch> watch; ///< while the threads run
  std::unique_ptr<caf_remoting> remoting;  ///< null = no other nodes
  node_actor node;
  node_line line;
  bool running = false;
  std::atomic<bool> serving{false};
};

} // namespace troupe::actors
