#pragma once

#include "actors/recovery/recovery.hpp"
#include "actors/rooms/room_index.hpp"
#include "actors/session/ack_table.hpp"
#include "actors/session/authentication.hpp"
#include "actors/session/client.hpp"
#include "actors/session/socket_handler.hpp"
#include "actors/session/token_clock.hpp"
#include "config/metrics.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace troupe::actors {

/// One client in one namespace: between the packets of its connection, the
/// rooms, and the handlers of the user. Lives in its connection's actor.
///
/// The API may hold on to it (an `ack` kept for later); it does nothing once
/// it has ended.
class socket_session final
  : public socket_context,
    delivery_target,
    resumable,
    public std::enable_shared_from_this<socket_session> {
public:
  socket_session(
    client& owner, client_host& host, std::string nsp, std::string_view auth);
  ~socket_session() override;

  /// Says who its client is, by its token; before it begins. Null says nothing.
  void set_identity(identity_ptr who);
  /// Asks the user's middlewares, now or later, and once they have let it in
  /// attaches the socket, tells the client, and runs the user's handlers.
  void begin(std::unique_ptr<socket_handler> handler);
  /// The same, for one that may come back; it looks for the session that its
  /// client asks for, if it asks. The rest is in socket_recovery.cpp.
  void begin_recoverable(
    std::unique_ptr<socket_handler> handler,
    std::optional<recovery::request> asked);
  /// That session has come to this thread, or will not.
  void on_session_told(const std::string& pid, bool come);
  /// It has missed an event, and so is not to come back to what it had.
  void forgo_recovery() noexcept {
    if (recovery_)
      recovery_->gap = true;
  }
  /// Ends it: handlers still see the rooms, then the rooms let go of it.
  void end(messages::close_reason reason, const messages::cause& why);

  void on_event(incoming_event event);
  void on_error(std::string_view detail);
  void on_ack(std::uint64_t id, const ack_reply& reply);
  void on_deadline(ack_table::clock::time_point now) {
    metrics::ack_timeouts.add(acks_.expire(now), label_);
    if (identity_)
      check_token(now);
  }
  ack_table::clock::time_point next_deadline() const noexcept {
    return identity_ ? std::min(acks_.next_deadline(), identity_->due)
                     : acks_.next_deadline();
  }
  std::string own_pid(std::string pid) const;
  /// Tells the user registry (again) whose socket this is.
  void announce_user();

  const std::string& id() const noexcept override { return id_; }
  void prefetch() const noexcept override {
    __builtin_prefetch(&outgoing_watched_);
    if (host_)
      host_->prefetch();
  }
  const std::string& nsp() const noexcept override { return nsp_; }
  std::string_view sid() const noexcept override {
    return host_ ? host_->sid() : std::string_view{};
  }
  bool concerns(const log::trace_filter& filter) const override;
  const session_facts& facts() const noexcept override { return *facts_; }
  std::string_view auth() const noexcept override {
    return auth_ ? std::string_view{*auth_} : "{}";
  }
  messages::room_set rooms() const override;
  messages::slot_id slot() const noexcept override {
    return recovery_ && !open_ ? recovery_->parked : slot_;
  }
  bool recovered() const noexcept override {
    return recovery_ && recovery_->recovered;
  }
  bool connected() const noexcept override { return open_; }
  task_runner runner() const override;
  void watch_outgoing(bool on) override { outgoing_watched_ = on; }

  void emit(
    std::string_view array, std::span<const std::string> attachments,
    emit_flags how) override;
  void emit_with_ack(
    std::string_view array, std::span<const std::string> attachments,
    std::chrono::milliseconds timeout, ack_callback on_reply) override;
  void acknowledge(
    std::uint64_t id, std::string_view array,
    std::span<const std::string> attachments) override;
  void join(const std::string& room) override;
  bool join_chosen(const std::string& room) override;
  void leave(const std::string& room) override;
  void publish(messages::broadcast_ptr what) override;
  const messages::jwt::claims* identity() const noexcept override {
    return identity_ ? identity_->who.get() : nullptr;
  }
  void identify(const std::string& user) override;
  void
  list_users(std::optional<std::string> room, users_callback on_list) override;
  void
  ask_nodes(messages::peer::question asked, nodes_callback on_answer) override;
  void disconnect(bool close) override;

private:
  template <class F>
  void guarded(std::string_view event, F run);
  void set_open(bool open) noexcept;
  void release() noexcept;
  void admit(const refusal* refused);
  void connect();
  void run(const task& what);
  void send(const messages::encoded_packet& packet, bool is_volatile);
  void write(const messages::encoded_packet& packet, bool is_volatile);
  void write_traced(const messages::encoded_packet& packet, bool is_volatile);
  void tell_outgoing(const messages::encoded_packet& packet);
  void open();
  void seek_admission();
  void look_for_session();
  void watch_token();
  void time_token();
  void check_token(ack_table::clock::time_point now);
  void end_with_token();
  bool takes_refresh(const incoming_event& event);
  void
  answer_refresh(const incoming_event& event, const token_refusal* refused);
  std::string_view shown_pid() const;
  void begin_found(recovery::resumed found);
  void park(messages::close_reason reason);
  void emit_kept(
    std::string_view array, std::span<const std::string> attachments,
    emit_flags how);
  void give_way() override;
  std::string_view refuse_join(const std::string& room) const;
  bool refuses_ack() const;
  void
  deliver(const messages::encoded_packet& packet, bool is_volatile) override;
  void take(const messages::broadcast& what) override;
  void ask(const messages::broadcast& what);

  /// What only sockets have that may come back.
  struct recovery_state {
    std::string pid; ///< empty until it is connected
    bool recovered = false;
    bool admitted = false; ///< middlewares have let it in
    bool gap = false;      ///< it has missed something
    std::optional<recovery::request> asked;
    messages::slot_id parked; ///< its slot, once it has ended
  };

  /// What only sockets have whose client has shown a token.
  struct identity_state {
    explicit identity_state(identity_ptr by)
      : who{std::move(by)} {}

    identity_ptr who;
    std::optional<token_clock> clock; ///< once it is open
    ack_table::clock::time_point due = ack_table::clock::time_point::max();
  };

  client* owner_;     ///< null once ended
  client_host* host_; ///< null once ended
  const session_facts* facts_;
  std::string id_;
  std::string nsp_;
  std::unique_ptr<const std::string> auth_; ///< null = none came
  std::unique_ptr<const std::string> user_; ///< whose it is, once identified
  messages::room_set rooms_; ///< all but the one that is its own id
  messages::slot_id slot_;
  bool open_ = false;
  bool ending_ = false;
  bool outgoing_watched_ = false;
  metrics::nsp_label label_; ///< of its namespace
  ack_table acks_;
  std::unique_ptr<socket_handler> handler_;
  std::unique_ptr<recovery_state> recovery_;
  std::unique_ptr<identity_state> identity_; ///< null = nobody in particular
};

} // namespace troupe::actors
