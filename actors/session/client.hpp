#pragma once

#include "actors/session/ack_table.hpp"
#include "actors/session/authentication.hpp"
#include "actors/session/socket_handler.hpp"
#include "actors/session/socketio4.hpp"
#include "messages/attachments.hpp"
#include "messages/cause.hpp"
#include "messages/engineio.hpp"
#include "messages/socketio.hpp"
#include "messages/token_bucket.hpp"

#include <boost/container/flat_set.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::actors {

class delivery_target;
class recovery;
class socket_session;

/// What runs on top of a session: Socket.IO, or a raw handler.
class engine_protocol {
public:
  using clock = std::chrono::steady_clock;

  virtual ~engine_protocol() = default;
  virtual void on_open(clock::time_point now) = 0;
  virtual void on_message(std::string_view message, bool binary) = 0;
  /// The session has moved to another transport.
  virtual void on_upgrade() {}
  /// The session is over; nothing more comes.
  virtual void
  on_end(messages::close_reason reason, const messages::cause& why) = 0;
  virtual void on_deadline(clock::time_point now) = 0;
  virtual clock::time_point next_deadline() const noexcept = 0;
  /// The user registry has started anew.
  virtual void announce_users() {}
  /// A session that a socket waits for has come, or will not.
  virtual void on_session_told(
    const std::string& /*nsp*/, const std::string& /*pid*/, bool /*come*/) {}
  /// An event of a namespace has been dropped: what the client has has a gap.
  virtual void on_gap(std::string_view /*nsp*/) {}
  /// Ends a socket, or the session, because somebody asked for it.
  virtual void disconnect(
    const std::string& /*nsp*/, const std::string& /*socket_id*/,
    bool /*close*/) {}
};

/// What a client needs of its connection, and of the actors around it.
class client_host {
public:
  using clock = std::chrono::steady_clock;

  virtual const session_facts& facts() const noexcept = 0;
  /// The session's id.
  virtual std::string_view sid() const noexcept { return {}; }
  /// Whose session it is; null if its handshake did not say so.
  virtual const session_owner* owner() const noexcept { return nullptr; }
  virtual clock::time_point now() const = 0;
  virtual wall_clock::time_point wall_time() const { return wall_clock::now(); }
  /// Queues a packet; a volatile one is dropped if it cannot leave at once.
  virtual void
  write(const messages::encoded_packet& packet, bool is_volatile) = 0;
  /// Something is written soon: asks memory for what that takes.
  virtual void prefetch() const noexcept {}
  /// Counts a packet that waits in the actor's mailbox with what waits for the
  /// client, until `let_go`. False if there is too much: it is dropped.
  virtual bool hold(const messages::encoded_packet& /*packet*/) { return true; }
  virtual void let_go(const messages::encoded_packet& /*packet*/) {}
  /// Ends the session. What is on the stack may finish; its calls do nothing.
  virtual void
  close(messages::close_reason reason, const messages::cause& why) = 0;
  /// The next deadline may be earlier than it was.
  virtual void deadline_changed() = 0;
  virtual std::string make_id(std::string_view nsp) = 0;
  /// True if a socket of some node that can be reached may be called so.
  virtual bool is_id(std::string_view /*name*/) const { return false; }
  /// From now on all that is written is MessagePack.
  virtual void speak_msgpack() = 0;
  /// Null if nothing is recovered here.
  virtual recovery* recovery_here() noexcept { return nullptr; }
  /// Calls `on_session_told`, as a message.
  virtual std::function<void(bool)>
  session_told(const std::string& /*nsp*/, const std::string& /*pid*/) {
    return [](bool) {};
  }
  /// A middleware has turned the client away.
  virtual void auth_failed() {}
  /// That has happened too often to clients of its address.
  virtual bool auth_blocked() { return false; }
  /// Ends the session, as a message: its client has another one.
  virtual void give_way() {}
  /// Queues what a client has missed: more than may wait otherwise.
  virtual void write_missed(const messages::encoded_packet& packet) {
    write(packet, false);
  }
  /// Runs tasks in the actor that this is called in.
  virtual task_runner runner() = 0;

  virtual messages::slot_id
  attach(const std::string& nsp, delivery_target& target) = 0;
  virtual void detach(
    const std::string& nsp, const std::string& socket_id,
    messages::slot_id slot) = 0;
  virtual void join(const std::string& nsp, messages::join_room what) = 0;
  virtual void leave(const std::string& nsp, messages::leave_room what) = 0;
  virtual void
  publish(const std::string& nsp, messages::broadcast_ptr what) = 0;
  virtual void user_online(messages::user_entry entry) = 0;
  virtual void user_offline(const std::string& socket_id) = 0;
  virtual void
  list_users(messages::list_users what, users_callback on_list) = 0;
  virtual void
  ask_nodes(messages::peer::question asked, nodes_callback on_answer) = 0;

  /// The time since this was asked last, or since what is being handled came:
  /// one look at the clock for each of several events.
  virtual clock::duration lap() { return {}; }

protected:
  ~client_host() = default;
};

struct client_settings {
  messages::socketio::limits limits;
  std::size_t max_bytes = 1'000'000; ///< of a binary packet with attachments
  std::size_t max_namespaces = 64;
  std::size_t max_rooms = 128;            ///< per socket
  std::size_t max_acks = 1000;            ///< pending, per socket
  std::size_t connects_per_second = 0;    ///< to namespaces, 0 = no bound
  std::size_t failed_auth_per_minute = 0; ///< of an address, 0 = no bound
  std::chrono::milliseconds connect_timeout{45'000};
  bool skip_middlewares = true; ///< for clients that are recovered
  /// How clients say who they are; null = as they like.
  std::shared_ptr<const authentication> auth = nullptr;
};

/// Socket.IO on one session: its packets, its sockets by namespace (Socket.IO
/// protocol v5). Knows neither actors nor I/O: both are behind `client_host`.
///
/// A client of protocol 4 is in the main namespace from the start. One whose
/// first message is of bytes speaks MessagePack.
class client final : public engine_protocol {
public:
  client(
    client_host& host, const application& app, const client_settings& settings,
    socketio_revision revision = socketio_revision::v5);
  ~client() override;

  void on_open(clock::time_point now) override;
  void on_message(std::string_view message, bool binary) override;
  void
  on_end(messages::close_reason reason, const messages::cause& why) override;
  void on_deadline(clock::time_point now) override;
  clock::time_point next_deadline() const noexcept override;
  void announce_users() override;
  void on_session_told(
    const std::string& nsp, const std::string& pid, bool come) override;
  void on_gap(std::string_view nsp) override;
  void disconnect(
    const std::string& nsp, const std::string& socket_id, bool close) override;

  const client_settings& settings() const noexcept { return settings_; }

  /// Called by sockets that leave by themselves; `close` takes the whole
  /// session along.
  void disconnect(socket_session& which, bool close);
  /// Called by a socket whose token is over.
  void expel(socket_session& which, const messages::cause& why);
  /// Called by a socket that has been let in, or turned away.
  void admitted() noexcept { connect_deadline_ = clock::time_point::max(); }
  void turned_away(const socket_session& which);

private:
  using packet = messages::socketio::packet;
  using socket_ptr = std::shared_ptr<socket_session>;
  /// Sorts the sockets of a client: one per namespace.
  struct by_nsp {
    using is_transparent = void;
    bool operator()(const socket_ptr& a, const socket_ptr& b) const noexcept;
    bool operator()(const socket_ptr& a, std::string_view b) const noexcept;
    bool operator()(std::string_view a, const socket_ptr& b) const noexcept;
  };

  enum class parser : std::uint8_t { unknown, text, msgpack };

  void choose_parser(bool binary);
  void on_text(std::string_view text);
  void on_bytes(std::string_view bytes);
  void on_msgpack(std::string_view bytes);
  void receive(const packet& p, attachments_ptr attachments);
  void take(const packet& p, attachments_ptr attachments);
  void trace(const packet& p) const;
  void take_connect(const packet& p);
  std::string_view refuse_connect();
  bool refuses(const packet& p, identity_ptr& who);
  void begin(const socket_ptr& made, std::size_t nsp);
  void
  take_event(socket_session& to, const packet& p, attachments_ptr attachments);
  void violated(const messages::cause& why);

  client_host& host_;
  const application& app_;
  const client_settings& settings_;
  boost::container::flat_set<socket_ptr, by_nsp> sockets_;
  messages::reassembly reassembly_;
  /// CONNECT packets, if they are held to a rate.
  std::unique_ptr<messages::token_bucket> connects_;
  clock::time_point connect_deadline_ = clock::time_point::max();
  clock::time_point attachments_deadline_ = clock::time_point::max();
  socketio_revision revision_;
  parser parser_ = parser::unknown;
  bool ended_ = false;
};

} // namespace troupe::actors
