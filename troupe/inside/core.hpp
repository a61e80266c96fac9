#pragma once

#include "actors/session/socket_handler.hpp"
#include "actors/system.hpp"
#include "config/options.hpp"
#include "net/signals.hpp"
#include "troupe/engine.hpp"
#include "troupe/inside/engine_handlers.hpp"
#include "troupe/nsp.hpp"
#include "troupe/user.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Not for users: what `server` hides.

namespace troupe::detail {

/// A server's inside: what was registered, and the actors that run it. What
/// was registered is read-only once the server listens.
class core final : public actors::application {
public:
  explicit core(config::options opts);

  nsp& nsp_of(const std::string& name);
  troupe::engine& engine() noexcept { return *engines_.front(); }
  troupe::engine& add_engine(config::engine_options opts);
  void on_request(page_handlers::handler f);
  void listen();
  int run();
  void close();
  std::uint16_t port() const { return system_->port(); }
  std::vector<std::string> addresses() const { return system_->addresses(); }
  bool reload_certificates() { return system_->reload_certificates(); }
  const config::options& options() const noexcept { return options_; }
  bool listening() const noexcept { return system_ != nullptr; }

  void publish(const std::string& nsp, messages::broadcast_ptr what) const;
  void gather(
    const std::string& nsp, messages::broadcast_ptr what,
    std::function<void(const messages::gathered&)> done) const;
  void publish_to_user(
    const std::string& nsp, const std::string& user,
    messages::broadcast_ptr what) const;
  void ask_nodes(
    messages::peer::question asked,
    std::function<void(const users_answer&)> done) const;
  void on_user_elsewhere(std::function<void(const user_entry&, bool online)> f);

  bool has_nsp(std::string_view nsp) const override;
  std::vector<std::string> nsps() const override;
  std::unique_ptr<actors::socket_handler> make_handler(
    const std::shared_ptr<actors::socket_context>& socket) const override;
  std::unique_ptr<actors::raw_handler> make_raw_handler(
    unsigned engine, actors::raw_context& session) const override;

private:
  net::static_files load_files() const;
  void tell_user_elsewhere(const user_entry& who, bool online) noexcept;

  config::options options_;
  std::map<std::string, std::unique_ptr<nsp>, std::less<>> nsps_;
  /// Socket.IO's first.
  std::vector<std::unique_ptr<troupe::engine>> engines_;
  std::vector<config::engine_options> extra_; ///< of those behind it
  page_handlers pages_;
  std::vector<std::function<void(const user_entry&, bool)>> on_user_;
  net::signals signals_;
  std::unique_ptr<actors::system> system_;
  std::atomic<bool> gave_up_{false};
};

} // namespace troupe::detail
