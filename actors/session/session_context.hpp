#pragma once

#include "actors/recovery/recovery.hpp"
#include "actors/rooms/thread_context.hpp"
#include "actors/session/client.hpp"
#include "actors/session/engine_session.hpp"
#include "actors/session/session_id.hpp"
#include "actors/session/session_messages.hpp"
#include "actors/session/socket_handler.hpp"
#include "net/address_quotas.hpp"
#include "net/deflate_extension.hpp"
#include "net/hooks.hpp"
#include "net/inflow.hpp"
#include "net/transport.hpp"

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace troupe::actors {

/// How many sessions an engine has; counted by all I/O threads.
using session_count = std::shared_ptr<std::atomic<std::size_t>>;

/// How one engine of the server treats its sessions.
struct engine_settings {
  engine_timing timing;
  bool allow_upgrades = true; ///< and there is a WebSocket to upgrade to
  std::size_t max_message = 1'000'000;
  std::size_t max_fragments = 1024;
  std::size_t packets_per_payload = 1000;
  net::queue_bounds queue;
  net::inflow_limits inflow;
  messages::slow_policy slow_client = messages::slow_policy::disconnect;
  std::string cookie;            ///< name, empty = none
  std::string cookie_attributes; ///< behind its value, `; Path=/` and the like
  std::string initial_packet;    ///< a message, empty = none
  bool keep_headers = true;
  /// Polling answers from so many bytes on are compressed.
  std::size_t http_compression_from = std::numeric_limits<std::size_t>::max();
  net::deflate_settings deflate;
  const net::engine_hooks* hooks = nullptr; ///< null = the application has none
  session_count sessions; ///< that live; null = nobody wants to know
};

/// What all sessions of a server share; read-only once it listens.
struct session_settings {
  std::vector<engine_settings> engines; ///< as in `net::site`
  client_settings client;
  const application* app = nullptr;
  session_ids ids;
  std::uint32_t node = 0; ///< this node's number in them
  std::string node_name;
  /// What is counted by address; shared with the server's `net::site`.
  std::shared_ptr<net::address_quotas> quotas;
};

/// What the sessions of one I/O thread share, besides `thread_context`.
struct session_context {
  thread_context& thread;
  const session_settings& settings;
  /// The connections that live here, by sid, which is a view into each. It is
  /// what keeps them alive, so that they outlive their registry; one that ends
  /// takes itself out.
  std::unordered_map<std::string_view, connection_actor> roster;
  std::unique_ptr<recovery> recovery_here = nullptr; ///< null = none
  /// Of the connection that is handling what came (`client_host::lap`).
  client_host::clock::time_point lap_began = {};

  /// Lets go of all actors, once the thread has ended. Not by `clear`: those
  /// that end with it take themselves out meanwhile.
  void release() { const auto last = std::exchange(roster, {}); }
};

} // namespace troupe::actors
