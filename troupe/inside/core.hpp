#pragma once

#include "actors/session/socket_handler.hpp"
#include "actors/system.hpp"
#include "config/load.hpp"
#include "config/options.hpp"
#include "net/notify_socket.hpp"
#include "net/signals.hpp"
#include "troupe/engine.hpp"
#include "troupe/inside/ctl_pages.hpp"
#include "troupe/inside/engine_handlers.hpp"
#include "troupe/inside/watch_pages.hpp"
#include "troupe/nsp.hpp"
#include "troupe/server_event.hpp"
#include "troupe/user.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

// Not for users: what `server` hides.

namespace troupe::detail {

/// A server's inside: what was registered, and the actors that run it. What
/// was registered is read-only once the server listens.
class core final : public actors::application {
public:
  explicit core(config::options opts);

  nsp& nsp_of(const std::string& name);
  nsp& add_family(std::function<bool(std::string_view, const value&)> has);
  /// Throws `std::invalid_argument` if there can be no such namespace.
  void require_nsp(const std::string& name) const;
  void on_new_nsp(std::function<void(const std::string&)> f);
  void publish_to_family(
    const nsp& of,
    std::function<messages::broadcast_ptr(const std::string&)> make) const;
  troupe::engine& engine() noexcept { return *engines_.front(); }
  troupe::engine& add_engine(config::engine_options opts);
  void on_request(page_handlers::handler f);
  /// What those who watch the server are told; any thread, once it starts to
  /// listen. `done` is called in a thread of the server.
  readiness readiness_now() const;
  void check_pulse(std::function<void(bool)> done) const;
  void tree(
    std::size_t top,
    std::function<void(const std::vector<messages::tree_node>&)> done) const;
  /// Has `run` end as SIGTERM does; false if nobody is in it. Any thread.
  bool end_run();
  void listen();
  int run(const std::function<void()>& on_listening);
  void close();
  std::uint16_t port() const { return system_->port(); }
  std::vector<std::string> addresses() const { return system_->addresses(); }
  bool reload_certificates();
  bool reload(config::options next);
  void reload_from(std::function<config::loaded()> source);
  const config::options& options() const noexcept { return options_; }
  bool listening() const noexcept { return system_ != nullptr; }

  void publish(const std::string& nsp, messages::broadcast_ptr what) const;
  /// An event for many, as it leaves: with an offset if the namespace's sockets
  /// are recovered.
  void encode(
    const std::string& nsp, const arguments_writer& event,
    messages::broadcast& into) const;
  void gather(
    const std::string& nsp, messages::broadcast_ptr what,
    std::function<void(const messages::gathered&)> done) const;
  void publish_to_user(
    const std::string& nsp, const std::string& user,
    messages::broadcast_ptr what) const;
  void ask_nodes(
    messages::peer::question asked,
    std::function<void(const users_answer&)> done) const;
  void send_to_servers(
    const std::string& nsp, const arguments_writer& event, bool wants_answer,
    std::function<void(const messages::nodes_answered&)> done) const;
  void on_server_event(
    const std::string& nsp, std::string event, server_event_handler f);
  void on_user_elsewhere(std::function<void(const user_entry&, bool online)> f);

  std::vector<std::string> nsps() const override;
  std::optional<std::size_t>
  find_nsp(std::string_view nsp, std::string_view auth) const override;
  bool recovers(std::string_view nsp) const override;
  bool recovers_any() const override { return recovering_; }
  std::optional<messages::slow_policy>
  slow_client(std::string_view nsp) const override;
  std::unique_ptr<actors::socket_handler> make_handler(
    std::size_t found,
    const std::shared_ptr<actors::socket_context>& socket) const override;
  std::unique_ptr<actors::raw_handler> make_raw_handler(
    unsigned engine, actors::raw_context& session) const override;

private:
  bool recovers(const nsp& which) const;
  actors::system::setup set_up();
  void on_hangup();
  net::static_files load_files() const;
  std::shared_ptr<const net::notify_socket> announce() const;
  const net::page_hooks* public_pages() const;
  std::vector<actors::system::side_door> side_doors() const;
  void take_server_event(
    const messages::peer::question& asked, server_ack reply) const noexcept;
  void tell_user_elsewhere(const user_entry& who, bool online) noexcept;

  config::options options_;
  /// Namespaces, and families of such that are made on demand, in the order in
  /// which they were named; what `find_nsp` finds.
  struct named_nsp {
    std::unique_ptr<nsp> handlers;
    std::function<bool(std::string_view, const value&)> has; ///< a family's
  };
  std::vector<named_nsp> nsps_;
  std::vector<std::function<void(const std::string&)>> on_new_nsp_;
  /// Socket.IO's first.
  std::vector<std::unique_ptr<troupe::engine>> engines_;
  std::vector<config::engine_options> extra_; ///< of those behind it
  page_handlers pages_;
  watch_pages watched_{*this};
  watch_pages watched_beside_{*this, &pages_}; ///< `http.internal` is public
  ctl_pages ctl_{*this};
  std::vector<std::function<void(const user_entry&, bool)>> on_user_;
  /// By namespace and name.
  std::multimap<std::pair<std::string, std::string>, server_event_handler>
    on_server_event_;
  net::signals signals_;
  std::function<config::loaded()> source_; ///< of options, on SIGHUP
  std::mutex reloading_;
  config::options reloaded_; ///< as they are now; guarded by it
  std::mutex closing_;
  std::unique_ptr<actors::system> system_;
  std::atomic<bool> gave_up_{false};
  std::atomic<bool> in_run_{false};
  std::atomic<bool> draining_{false};
  bool recovering_ = false; ///< some namespace is; set once it listens
};

} // namespace troupe::detail
