#include "troupe/inside/core.hpp"

#include "config/contradictions.hpp"
#include "config/log.hpp"
#include "config/name.hpp"
#include "messages/offset.hpp"
#include "messages/socketio.hpp"
#include "troupe/inside/harmless.hpp"
#include "troupe/inside/socket_events.hpp"
#include "troupe/server.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace troupe {

/// One session of a bare engine, between its actor and its handlers.
struct engine::session final : actors::raw_handler {
  session(const engine& of, actors::raw_context& context)
    : handlers{of}
    , socket{context} {}

  void on_open() override {
    if (handlers.on_connection_)
      handlers.on_connection_(socket);
  }
  void on_message(std::string_view data, bool binary) override {
    if (handlers.on_message_)
      handlers.on_message_(socket, data, binary);
  }
  void on_upgrade() override {
    if (handlers.on_upgrade_)
      handlers.on_upgrade_(socket);
  }
  void on_close(messages::close_reason reason) override {
    if (handlers.on_close_)
      handlers.on_close_(socket, reason);
  }

  const engine& handlers;
  engine_socket socket;
};

namespace detail {

core::core(config::options opts)
  : options_{std::move(opts)} {
  // A client that goes away while we write is no reason to end.
  std::signal(SIGPIPE, SIG_IGN);
  if (options_.name.empty())
    options_.name = config::make_name();
  reloaded_ = options_;
  nsp_of("/");
  engines_.emplace_back(new troupe::engine{*this, 0});
}

engine& core::add_engine(config::engine_options opts) {
  if (listening())
    throw std::logic_error{"add_engine after listen"};
  extra_.push_back(std::move(opts));
  const auto number = static_cast<unsigned>(engines_.size());
  return *engines_.emplace_back(new troupe::engine{*this, number});
}

void core::on_request(page_handlers::handler f) {
  if (listening())
    throw std::logic_error{"on_request after listen"};
  pages_.set(std::move(f));
}

void core::listen() {
  if (listening())
    return;
  for (const auto& known : nsps_)
    recovering_ = recovering_ || recovers(*known.handlers);
  // Set at once: what watches the server may ask while it starts.
  system_ = std::make_unique<actors::system>(set_up());
  try {
    system_->start();
  } catch (...) {
    system_.reset();
    throw;
  }
  for (const auto& address : addresses())
    log::info("node", "node-listening", {{"address", address}});
  if (
    config::lets_any_origin_in(options_) &&
    config::listens_beyond_loopback(options_))
    log::warn("node", "any-origin-allowed", {{"option", "cors.origins"}});
}

actors::system::setup core::set_up() {
  actors::system::setup with;
  with.options = options_;
  with.engines.push_back(options_.engine);
  with.engines.insert(with.engines.end(), extra_.begin(), extra_.end());
  for (const auto& engine : engines_)
    with.sides.push_back(
      {engine->hooks_->empty() ? nullptr : engine->hooks_.get(),
       engine->clients_});
  with.pages = public_pages();
  with.doors = side_doors();
  with.files = load_files();
  with.app = this;
  with.on_give_up = [this] {
    gave_up_ = true;
    signals_.stop();
  };
  with.on_user = [this](const user_entry& who, bool online) {
    tell_user_elsewhere(who, online);
  };
  with.on_server_event = [this](
                           const messages::peer::question& asked,
                           const server_ack::sender& reply) {
    take_server_event(
      asked, server_ack{asked.wants_answer ? reply : server_ack::sender{}});
  };
  with.on_new_nsp = [this](const std::string& nsp) {
    for (const auto& f : on_new_nsp_)
      harmless(f)(nsp);
  };
  return with;
}

int core::run(const std::function<void()>& on_listening) {
  signals_.watch({SIGINT, SIGTERM, SIGUSR1, SIGHUP});
  listen();
  if (on_listening)
    on_listening();
  const auto service = announce();
  in_run_ = true;
  signals_.wait([this, service](int number) {
    log::info("node", "signal-received", {{"signal", number}});
    if (number == SIGUSR1)
      system_->log_tree();
    else if (number == SIGHUP) {
      service->tell_reloading();
      on_hangup();
      service->tell("READY=1");
    }
    return number == SIGUSR1 || number == SIGHUP;
  });
  in_run_ = false;
  service->tell("STOPPING=1");
  // A second one does not wait.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  close();
  log::tell_lost();
  log::info("node", "node-stopped");
  return gave_up_ ? server::gave_up : server::ended;
}

void core::close() {
  if (system_ && system_->owns_this_thread())
    throw std::logic_error{"close in a handler, which would wait for itself"};
  {
    const std::lock_guard one_at_a_time{closing_};
    draining_ = true;
    if (system_)
      system_->stop();
  }
  signals_.stop();
}

void core::publish(const std::string& nsp, messages::broadcast_ptr what) const {
  if (system_)
    system_->publish(nsp, std::move(what));
}

void core::encode(
  const std::string& nsp, const arguments_writer& event,
  messages::broadcast& into) const {
  auto array = event.array();
  if (system_ && recovering_ && recovers(nsp)) {
    into.offset = system_->next_offset();
    array = messages::with_offset(array, into.offset);
  }
  into.packet =
    messages::socketio::encode({false, nsp, {}, array, event.attachments()});
}

void core::gather(
  const std::string& nsp, messages::broadcast_ptr what,
  std::function<void(const messages::gathered&)> done) const {
  if (system_)
    system_->gather(nsp, std::move(what), std::move(done));
  else if (done)
    done({}); // nobody is there yet
}

void core::publish_to_user(
  const std::string& nsp, const std::string& user,
  messages::broadcast_ptr what) const {
  if (system_)
    system_->publish_to_user(nsp, user, std::move(what));
}

void core::ask_nodes(
  messages::peer::question asked,
  std::function<void(const users_answer&)> done) const {
  if (!system_)
    return;
  system_->ask_nodes(std::move(asked), harmless(std::move(done)));
}

void core::on_user_elsewhere(
  std::function<void(const user_entry&, bool online)> f) {
  if (listening())
    throw std::logic_error{"on_user_elsewhere after listen"};
  on_user_.push_back(std::move(f));
}

void core::tell_user_elsewhere(const user_entry& who, bool online) noexcept {
  for (const auto& handler : on_user_) {
    try {
      handler(who, online);
    } catch (const std::exception& e) {
      log::error("users", "user-handler-threw", {{"err", e.what()}});
    } catch (...) {
      log::error("users", "user-handler-threw", {{"err", "no exception"}});
    }
  }
}

std::unique_ptr<actors::raw_handler>
core::make_raw_handler(unsigned number, actors::raw_context& session) const {
  if (number == 0)
    return nullptr; // the first one is Socket.IO's
  return std::make_unique<troupe::engine::session>(
    *engines_.at(number), session);
}

net::static_files core::load_files() const {
  net::static_files files;
  const std::filesystem::path folder = options_.web.directory;
  if (options_.web.enabled && !folder.empty() && !files.add_folder(folder, "/"))
    log::warn("node", "page-missing", {{"directory", folder.string()}});
  if (!options_.socketio.serve_client || folder.empty())
    return files;
  std::string version;
  std::ifstream{folder / "client" / "version"} >> version;
  if (!version.empty())
    files.add_folder(folder / "client", options_.engine.path, version);
  return files;
}

} // namespace detail
} // namespace troupe
