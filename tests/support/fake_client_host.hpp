#pragma once

#include "actors/session/client.hpp"
#include "actors/session/socket_session.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A Socket.IO client between a host and an application that write down what
/// it does with them.
namespace troupe::tests {

using clock = std::chrono::steady_clock;

/// Lines, in the order in which things happened.
class trace {
public:
  void put(std::string line) { lines_.push_back(std::move(line)); }
  std::vector<std::string> take() { return std::exchange(lines_, {}); }

private:
  std::vector<std::string> lines_;
};

/// Ends the client at once when it closes, as a connection does.
class fake_client_host final : public actors::client_host {
public:
  explicit fake_client_host(trace& out)
    : out_{out} {}

  actors::engine_protocol* protocol = nullptr; ///< on top of it
  clock::time_point time{std::chrono::hours{1}};
  clock::time_point lap_began = time;
  actors::wall_clock::time_point wall{std::chrono::seconds{1'800'000'000}};
  actors::session_facts first; ///< what its first request said
  std::unique_ptr<const actors::session_owner> session_of;
  std::string other_id; ///< of some socket elsewhere
  bool deadline_told = false;
  unsigned failed_auths = 0;
  bool blocked = false; ///< its address, for failures
  /// What was attached last.
  actors::delivery_target* attached = nullptr;
  actors::users_callback on_list; ///< of the last list_users()
  std::vector<actors::task> tasks;

  const actors::session_facts& facts() const noexcept override { return first; }
  const actors::session_owner* owner() const noexcept override {
    return session_of.get();
  }
  clock::time_point now() const override { return time; }
  actors::wall_clock::time_point wall_time() const override { return wall; }
  clock::duration lap() override {
    return time - std::exchange(lap_began, time);
  }
  void
  write(const messages::encoded_packet& packet, bool is_volatile) override {
    std::string line = is_volatile ? "write? " : "write ";
    line += packet.text->payload();
    if (packet.attachments)
      for (const auto& bytes : *packet.attachments)
        line.append(" + ").append(bytes->payload());
    out_.put(std::move(line));
  }
  void
  close(messages::close_reason reason, const messages::cause& why) override {
    if (std::exchange(closed_, true))
      return;
    out_.put("close " + std::string{to_string(reason)} + ": " + why.text);
    protocol->on_end(reason, why);
  }
  void auth_failed() override { ++failed_auths; }
  bool auth_blocked() override { return blocked; }
  void deadline_changed() override { deadline_told = true; }
  std::string make_id(std::string_view) override {
    return "id" + std::to_string(ids_++);
  }
  bool is_id(std::string_view name) const override { return name == other_id; }
  void speak_msgpack() override { out_.put("speak msgpack"); }
  actors::task_runner runner() override {
    return [this](actors::task what) { tasks.push_back(std::move(what)); };
  }
  /// Runs what other threads want done in this actor.
  void run_tasks() {
    for (const auto& what : std::exchange(tasks, {}))
      what();
  }

  messages::slot_id
  attach(const std::string& nsp, actors::delivery_target& target) override {
    out_.put("attach " + nsp + ' ' + target.id());
    attached = &target;
    return {0, slots_++, 0};
  }
  void detach(
    const std::string& nsp, const std::string& socket_id,
    messages::slot_id slot) override {
    out_.put("detach " + nsp + ' ' + socket_id + name(slot));
  }
  void join(const std::string& nsp, messages::join_room what) override {
    out_.put("join " + nsp + ' ' + what.room + name(what.slot));
  }
  void leave(const std::string& nsp, messages::leave_room what) override {
    out_.put("leave " + nsp + ' ' + what.room + name(what.slot));
  }
  void publish(const std::string& nsp, messages::broadcast_ptr what) override {
    out_.put("publish " + nsp + (what->is_volatile ? " volatile" : ""));
  }
  void user_online(messages::user_entry entry) override {
    std::string line =
      "online " + entry.user + ' ' + entry.nsp + ' ' + entry.socket_id;
    for (const auto& room : entry.rooms)
      line += ' ' + room;
    out_.put(std::move(line));
  }
  void user_offline(const std::string& socket_id) override {
    out_.put("offline " + socket_id);
  }
  void ask_nodes(messages::peer::question, actors::nodes_callback) override {}
  void
  list_users(messages::list_users what, actors::users_callback then) override {
    out_.put("list " + what.nsp + ' ' + what.room.value_or("(all)"));
    on_list = std::move(then);
  }

private:
  static std::string name(messages::slot_id slot) {
    return " #" + std::to_string(slot.index);
  }

  trace& out_;
  unsigned ids_ = 0;
  std::uint32_t slots_ = 0;
  bool closed_ = false;
};

/// What the handlers do besides writing that they were called.
struct handler_script {
  using socket = actors::socket_context;
  using reason = messages::close_reason;

  /// Why nobody is let in; nothing if everybody is.
  std::optional<actors::refusal> no;
  std::function<void(socket&)> on_connect = [](auto&) {};
  std::function<void(socket&, const actors::incoming_event&)> on_event =
    [](auto&, auto&) {};
  std::function<void(socket&)> on_disconnecting = [](auto&) {};
  std::function<void(socket&)> on_disconnect = [](auto&) {};
};

class fake_handler final : public actors::socket_handler {
public:
  fake_handler(
    trace& out, const handler_script& script, actors::socket_context& socket)
    : out_{out}
    , script_{script}
    , socket_{socket} {}

  void admit(const actors::admission& done) override {
    done(script_.no ? &*script_.no : nullptr);
  }
  void on_connect() override {
    out_.put("connected " + socket_.nsp() + ' ' + std::string{socket_.auth()});
    script_.on_connect(socket_);
  }
  void on_event(actors::incoming_event event) override {
    auto line = "event " + socket_.nsp() + ' ' + event.name;
    for (auto value : event.arguments.values)
      line.append(" ").append(value);
    if (event.arguments.attachments)
      for (const auto& bytes : *event.arguments.attachments)
        line += " + " + bytes;
    if (event.ack)
      line += " ack " + std::to_string(*event.ack);
    out_.put(std::move(line));
    script_.on_event(socket_, event);
  }
  void
  on_disconnecting(messages::close_reason reason, std::string_view) override {
    put("disconnecting", reason);
    script_.on_disconnecting(socket_);
  }
  void on_disconnect(messages::close_reason reason, std::string_view) override {
    put("disconnected", reason);
    script_.on_disconnect(socket_);
  }

private:
  void put(std::string line, messages::close_reason reason) {
    line += ' ' + socket_.nsp() + ' ' + std::string{to_string(reason)};
    for (const auto& room : socket_.rooms())
      line += ' ' + room;
    out_.put(std::move(line));
  }

  trace& out_;
  const handler_script& script_;
  actors::socket_context& socket_;
};

/// Has the namespaces `/` to `/d`, and keeps its sockets for ever.
class fake_application final : public actors::application {
public:
  explicit fake_application(trace& out)
    : out_{out} {}

  handler_script script;
  mutable std::vector<std::shared_ptr<actors::socket_context>> sockets;

  std::optional<std::size_t>
  find_nsp(std::string_view nsp, std::string_view) const override {
    for (const auto& known : nsps())
      if (known == nsp)
        return 0;
    return {};
  }
  std::vector<std::string> nsps() const override {
    return {"/", "/a", "/b", "/c", "/d"};
  }
  std::unique_ptr<actors::socket_handler> make_handler(
    std::size_t,
    const std::shared_ptr<actors::socket_context>& socket) const override {
    sockets.push_back(socket);
    return std::make_unique<fake_handler>(out_, script, *socket);
  }
  std::unique_ptr<actors::raw_handler>
  make_raw_handler(unsigned, actors::raw_context&) const override {
    return nullptr;
  }

private:
  trace& out_;
};

/// A session that has just opened.
struct client_session {
  using lines = std::vector<std::string>;

  explicit client_session(
    actors::client_settings with = {},
    actors::socketio_revision revision = actors::socketio_revision::v5)
    : settings{std::move(with)}
    , client{host, app, settings, revision} {
    host.protocol = &client;
    client.on_open(host.time);
  }

  /// What comes of a packet.
  lines text(std::string_view packet) {
    client.on_message(packet, false);
    return out.take();
  }
  lines bytes(std::string_view packet) {
    client.on_message(packet, true);
    return out.take();
  }
  lines wait(std::chrono::milliseconds duration) {
    host.time += duration;
    host.wall += duration;
    client.on_deadline(host.time);
    return out.take();
  }
  /// Connects to a namespace; its socket.
  actors::socket_context& connect(const std::string& nsp = "/") {
    client.on_message('0' + nsp + ',', false);
    out.take();
    return *app.sockets.back();
  }

  trace out;
  actors::client_settings settings;
  fake_client_host host{out};
  fake_application app{out};
  actors::client client;
};

} // namespace troupe::tests
