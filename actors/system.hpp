#pragma once

#include "actors/session/session_context.hpp"
#include "actors/session/socket_handler.hpp"
#include "config/listen_address.hpp"
#include "config/options.hpp"
#include "messages/peer.hpp"
#include "messages/rooms.hpp"
#include "messages/tree.hpp"
#include "messages/users.hpp"
#include "net/hooks.hpp"
#include "net/static_files.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe::actors {

/// A server put together: I/O threads, actors, listener.
///
/// Started and stopped by one thread at a time. Start order: actors, I/O
/// threads, listener; stop order is the reverse.
class system {
public:
  /// What the application has to do with an engine besides its sessions.
  struct engine_side {
    /// Null = nothing to say to requests. Outlives the server.
    const net::engine_hooks* hooks = nullptr;
    session_count count; ///< null = does not want to know
  };
  /// Where others than clients come in: served as long as actors live, without
  /// the bound on connections.
  struct side_door {
    std::vector<config::listen_address> at;
    const net::page_hooks* pages = nullptr; ///< outlives the server
    bool required = true; ///< false = if it cannot be had, the log says so
  };
  struct setup {
    config::options options;
    /// The engines, `options.engine` first; the application says which of
    /// them speak Socket.IO.
    std::vector<config::engine_options> engines;
    /// The application's side of each engine; not that many: nothing.
    std::vector<engine_side> sides;
    /// Answers requests outside of all engines; null = the files alone.
    const net::page_hooks* pages = nullptr;
    std::vector<side_door> doors;
    net::static_files files;
    const application* app = nullptr;
    /// Called with a user of another node that has come or gone; from any
    /// thread.
    std::function<void(const messages::user_entry&, bool online)> on_user;
    /// Called with an event of another node, and the way to answer it; from any
    /// thread, which the handler must not hold up.
    std::function<void(
      const messages::peer::question&,
      const std::function<void(const messages::answer_text&)>&)>
      on_server_event;
    /// Called with a namespace that has been made on demand; any thread.
    std::function<void(const std::string& nsp)> on_new_nsp;
    /// Called if the actors cannot be kept going; from any thread.
    std::function<void()> on_give_up;
  };

  explicit system(setup with);
  ~system();
  system(const system&) = delete;
  system& operator=(const system&) = delete;

  /// Starts everything and listens; in a cluster, once the other nodes have
  /// been looked for (3 s at most). Throws `std::system_error` if the port
  /// cannot be had, `std::runtime_error` if the settings do not fit together.
  void start();
  /// The port of the first TCP listener; 0 without one.
  std::uint16_t port() const noexcept;
  /// Where it listens, as `options.listeners` has it, with the actual ports.
  std::vector<std::string> addresses() const;
  /// Reads certificate and key of the https listeners anew, for connections to
  /// come. False, and nothing has changed, if they are not usable; the log says
  /// why. Blocks: not on a thread of ours.
  bool reload_certificates();
  /// Takes over what of `next` can be changed at work (`config::reload`), on
  /// each I/O thread with its next turn; the rest of `next` has to be what it
  /// was. Throws `std::runtime_error`, and nothing has changed, if the
  /// certificates are not usable. One thread at a time, none of ours.
  void reload(const config::options& next);
  /// Stops accepting, ends the sessions within `options.node.drain_timeout`,
  /// then the actors and threads. False if something had to be cut short.
  bool stop();
  /// True on an I/O thread of this system, which can therefore not stop it.
  bool owns_this_thread() const noexcept;

  /// Calls `alive` now and then every so often, as long as the node's actor and
  /// all I/O threads answer in time; in an actor, which it must not hold up.
  /// Any thread, once, after `start`.
  void keep_watch(std::chrono::milliseconds every, std::function<void()> alive);
  /// Clients are served: from `start`, once other nodes have been looked for,
  /// until `stop`. Any thread.
  bool serving() const noexcept;
  /// True while so much waits for clients that no session may begin.
  bool overloaded() const;
  /// Writes the actor tree to the log. Any thread.
  void log_tree();
  /// Tells the actor tree, with the busiest `top` of a kind named, within 2 s;
  /// in a thread of ours. Any thread.
  void tree(
    std::size_t top,
    std::function<void(const std::vector<messages::tree_node>&)> done);
  /// Tells within a second whether all threads that run actors are at work; in
  /// a thread of ours. Any thread.
  void check_pulse(std::function<void(bool)> done);
  /// Says something to a namespace. Any thread; from an I/O thread in order
  /// with what its sockets say.
  void publish(const std::string& nsp, messages::broadcast_ptr what);

  /// Says something to each namespace, of those made on demand so far, that
  /// `application::find_nsp` takes for `family`. Any thread.
  void publish_to_family(
    std::size_t family,
    std::function<messages::broadcast_ptr(const std::string& nsp)> make);
  /// For an event that can be recovered. Any thread.
  std::uint64_t next_offset();
  /// Wants something of the sockets that `what` selects, on all nodes; `done`
  /// gets what came of it, on a thread of ours. Any thread; order as above.
  void gather(
    const std::string& nsp, messages::broadcast_ptr what,
    std::function<void(const messages::gathered&)> done);

  /// To all sockets of a user, on all nodes. Any thread.
  void publish_to_user(
    const std::string& nsp, const std::string& user,
    messages::broadcast_ptr what);
  /// Asks all nodes; `done` gets the answers, and the nodes that gave none. Any
  /// thread; `done` runs on a thread of ours.
  using answered = std::function<void(const messages::nodes_answered&)>;
  void ask_nodes(
    messages::peer::question asked, answered done,
    std::chrono::milliseconds patience = std::chrono::seconds{2});

private:
  struct state;
  static bool end_actors(const std::shared_ptr<state>& of);

  std::shared_ptr<state> state_; ///< shared with what ends it
};

} // namespace troupe::actors
