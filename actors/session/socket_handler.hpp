#pragma once

#include "messages/jwt.hpp"
#include "messages/peer.hpp"
#include "messages/reason.hpp"
#include "messages/rooms.hpp"
#include "messages/slow_policy.hpp"
#include "messages/users.hpp"
#include "net/packed_head.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Where the actors and the public API meet: the actors call `application`,
/// `socket_handler` and `raw_handler`, the API calls `socket_context` and
/// `raw_context`. All of it in the connection's actor, one call at a time.
namespace troupe::actors {

using attachments_ptr = std::shared_ptr<const std::vector<std::string>>;

/// Raw arguments with the bytes that their placeholders stand for. The views
/// are gone when the call returns.
struct raw_arguments {
  std::vector<std::string_view> values; ///< checked JSON
  attachments_ptr attachments;          ///< null if there are none
};

/// An event that a client sent.
struct incoming_event {
  std::string name;
  raw_arguments arguments;
  std::optional<std::uint64_t> ack; ///< it wants an answer
};

/// An event on its way to a client.
struct outgoing_event {
  std::string name;
  raw_arguments arguments;
};

/// How an event is to be sent.
struct emit_flags {
  bool is_volatile = false;
  bool compress = true; ///< if it is large enough and the client takes it
};

/// What a client answered to an emit.
using ack_reply = raw_arguments;
/// Is called once: with the reply, or with null if none came in time.
using ack_callback = std::function<void(const ack_reply*)>;

using users_callback =
  std::function<void(const std::vector<messages::user_entry>*)>;

using nodes_callback = std::function<void(const messages::nodes_answered&)>;

/// Why a socket may not come in.
struct refusal {
  std::string message;
  std::string data; ///< raw JSON, empty if there is none
};
/// Is called once, in the socket's actor: with null if it may come in.
using admission = std::function<void(const refusal*)>;

using task = std::function<void()>;
/// Runs a task in a socket's actor, from any thread; not at all if the socket
/// has gone by then.
using task_runner = std::function<void(task)>;

/// What the first request of a session said, and when.
struct session_facts {
  net::packed_head head;
  std::chrono::system_clock::time_point issued;
};

/// One socket, as the API acts on it. Calls on a socket that has gone do
/// nothing.
class socket_context {
public:
  virtual ~socket_context() = default;
  virtual const std::string& id() const noexcept = 0;
  virtual const std::string& nsp() const noexcept = 0;
  virtual const session_facts& facts() const noexcept = 0;
  virtual std::string_view auth() const noexcept = 0; ///< raw JSON object
  virtual messages::room_set rooms() const = 0;
  virtual messages::slot_id slot() const noexcept = 0;
  virtual bool connected() const noexcept = 0;
  /// Its client has come back to it: id, rooms and data are what they were.
  virtual bool recovered() const noexcept { return false; }
  virtual task_runner runner() const = 0;
  /// Whether `socket_handler::on_outgoing` is told what leaves.
  virtual void watch_outgoing(bool on) = 0;

  /// `array`: raw JSON, the event's name first.
  virtual void emit(
    std::string_view array, std::span<const std::string> attachments,
    emit_flags how) = 0;
  virtual void emit_with_ack(
    std::string_view array, std::span<const std::string> attachments,
    std::chrono::milliseconds timeout, ack_callback on_reply) = 0;
  virtual void acknowledge(
    std::uint64_t id, std::string_view array,
    std::span<const std::string> attachments) = 0;
  virtual void join(const std::string& room) = 0;
  /// Joins a room whose name its client has chosen; false, and a line in the
  /// log, if that is the id of a socket.
  virtual bool join_chosen(const std::string& room) = 0;
  virtual void leave(const std::string& room) = 0;
  virtual void publish(messages::broadcast_ptr what) = 0;
  /// Who its client is by its token; null if it has shown none.
  virtual const messages::jwt::claims* identity() const noexcept {
    return nullptr;
  }
  /// Does nothing if a token has said whose it is.
  virtual void identify(const std::string& user) = 0;
  virtual void
  list_users(std::optional<std::string> room, users_callback on_list) = 0;
  /// The question's namespace is the socket's.
  virtual void
  ask_nodes(messages::peer::question asked, nodes_callback on_answer) = 0;
  virtual void disconnect(bool close) = 0;
};

/// What the API does with one socket.
class socket_handler {
public:
  virtual ~socket_handler() = default;
  /// The client asks to come in: `done` may be called now or later.
  virtual void admit(const admission& done) { done(nullptr); }
  virtual void on_connect() = 0;
  virtual void on_event(incoming_event event) = 0;
  /// An event is about to leave for the client; acknowledgements are none.
  virtual void on_outgoing(const outgoing_event& /*event*/) {}
  /// `socket.data` as JSON, for those that fetch sockets.
  virtual std::string data() const { return "null"; }
  /// The other way round, before `on_connect`, for a socket that came back.
  virtual void restore(std::string_view /*data*/) {}
  /// The client broke the protocol: its session ends.
  virtual void on_error(std::string_view /*detail*/) {}
  /// `detail` is for the log: which limit, which byte; may be empty.
  virtual void
  on_disconnecting(messages::close_reason reason, std::string_view detail) = 0;
  virtual void
  on_disconnect(messages::close_reason reason, std::string_view detail) = 0;
};

/// A session without Socket.IO on it, as the API acts on it.
class raw_context {
public:
  virtual ~raw_context() = default;
  virtual const std::string& sid() const noexcept = 0;
  virtual const session_facts& facts() const noexcept = 0;
  /// The POST that brought the message which is being handled, else null.
  virtual const net::request* message_request() const noexcept = 0;
  virtual net::transport_kind transport() const noexcept = 0;
  virtual void send(std::string_view data, bool binary) = 0;
  virtual void close() = 0;
};

/// What the API does with one such session.
class raw_handler {
public:
  virtual ~raw_handler() = default;
  virtual void on_open() = 0;
  virtual void on_message(std::string_view data, bool binary) = 0;
  virtual void on_upgrade() = 0;
  virtual void on_close(messages::close_reason reason) = 0;
};

/// The user's program; read-only and called from all I/O threads.
class application {
public:
  /// Those that are there from the start.
  virtual std::vector<std::string> nsps() const = 0;
  /// Which of the application's namespaces, or families of such that are made
  /// on demand, a client means that sends `auth` along; nothing if none.
  /// `auth` is empty if no client asks. What the number means is the
  /// application's affair.
  virtual std::optional<std::size_t>
  find_nsp(std::string_view nsp, std::string_view auth) const = 0;
  /// Whether its sockets are recovered (connection state recovery).
  virtual bool recovers(std::string_view /*nsp*/) const { return false; }
  virtual bool recovers_any() const { return false; }
  /// What becomes of its events when a client is too slow; nothing = what the
  /// engine's options say.
  virtual std::optional<messages::slow_policy>
  slow_client(std::string_view /*nsp*/) const {
    return {};
  }
  virtual std::unique_ptr<socket_handler> make_handler(
    std::size_t found, const std::shared_ptr<socket_context>& socket) const = 0;
  /// Null if engine number `engine` speaks Socket.IO.
  virtual std::unique_ptr<raw_handler>
  make_raw_handler(unsigned engine, raw_context& session) const = 0;

protected:
  ~application() = default;
};

} // namespace troupe::actors
