#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/session/client.hpp"
#include "actors/session/engine_session.hpp"
#include "actors/session/raw_session.hpp"
#include "actors/session/session_context.hpp"
#include "actors/session/session_messages.hpp"
#include "net/exchange.hpp"
#include "net/polling_transport.hpp"
#include "net/websocket_transport.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <boost/static_string.hpp>
#include <memory>
#include <string>

namespace troupe::actors {

/// One Engine.IO session: its transports, its heartbeat, what runs on it.
///
/// One per session, on the I/O thread that owns its sockets; started and
/// watched by that thread's session_registry. User handlers run in it, one at
/// a time; one that throws ends this session and nothing else.
///
///   session_event      one of:
///     packets_received   what one read or one POST brought
///     transport_ended, transport_stuck: its socket takes nothing
///     deadline_reached   of its timer
///     exchange_arrived   an HTTP request of this session: the handshake first
///     end_session        closes it: a slow reader, the end of the server
///     session_told       a session to recover has come to this thread, or not
///     run_task           runs what another thread wants done here
///     announce_users     the user registry has started anew
///   disconnect_socket  ends one of its sockets, or all of it
class connection final
  : public traced<hosted<connection_actor::base>, shared_activity>,
    net::transport_events,
    engine_effects,
    client_host,
    raw_host {
public:
  connection(
    caf::actor_config& config, io_unit* unit, session_context& context,
    std::string_view sid, unsigned engine, const net::request& first);
  ~connection() override;

  const char* name() const override { return "connection"; }
  std::string_view sid() const noexcept override {
    if (long_sid_)
      return *long_sid_;
    return {sid_.data(), sid_.size()};
  }
  /// Bytes that wait for its client.
  std::size_t queued_bytes() const noexcept {
    return (polling_ ? polling_->queued_bytes() : 0) +
           (websocket_ ? websocket_->queued_bytes() : 0);
  }
  /// Messages that it has handled, and since when; for its thread.
  using traced::age_ms;
  std::uint64_t handled() noexcept { return work().handled(); }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  using clock = std::chrono::steady_clock;
  /// Marks, as long as it lives, that one of our handlers is running.
  struct guard {
    explicit guard(bool& flag)
      : inside{flag} {
      inside = true;
    }
    ~guard() { inside = false; }
    bool& inside;
  };

  // What its transports and its timer tell becomes a message to itself, run
  // at once: we are on its thread, and never inside one of its handlers.
  void on_packets(
    net::transport& from,
    std::span<const messages::engineio::packet> packets) override;
  void on_transport_end(
    net::transport& from, messages::close_reason reason,
    const messages::cause& why) override;
  void
  on_traced(net::transport& from, std::uint64_t trace, bool written) override;
  void on_held_back(
    net::transport& from, clock::duration wait,
    const messages::bound* began) override;
  void
  on_stuck(net::transport& from, std::chrono::milliseconds how_long) override;
  template <class Event>
  void run(Event what);
  template <class Message>
  void handle(const Message& what) {
    const guard inside{inside_};
    act(what);
  }

  // engine_effects
  void send(const messages::frame_ptr& packet) override;
  void send_probe(const messages::frame_ptr& packet) override;
  void release_poll() override;
  void switch_transport() override;
  void drop_probe(const messages::cause& why) override;
  void probe_ended(probe_end how) override;
  void round_trip(clock::duration took) override;
  void deliver(std::string_view message, bool binary) override;
  void end(messages::close_reason reason, const messages::cause& why) override;

  // client_host
  const session_facts& facts() const noexcept override { return facts_; }
  const session_owner* owner() const noexcept override { return owner_.get(); }
  clock::time_point now() const override { return clock::now(); }
  clock::duration lap() override;
  void write(const messages::encoded_packet& packet, bool is_volatile) override;
  void prefetch() const noexcept override;
  bool hold(const messages::encoded_packet& packet) override;
  void let_go(const messages::encoded_packet& packet) override;
  void
  close(messages::close_reason reason, const messages::cause& why) override {
    engine_.close(reason, why);
  }
  void deadline_changed() override { arm(); }
  std::string make_id(std::string_view nsp) override;
  bool is_id(std::string_view name) const override;
  void speak_msgpack() override { form_ = messages::packet_form::msgpack; }
  recovery* recovery_here() noexcept override {
    return context_.recovery_here.get();
  }
  void auth_failed() override;
  bool auth_blocked() override;
  std::function<void(bool)>
  session_told(const std::string& nsp, const std::string& pid) override;
  void give_way() override;
  void write_missed(const messages::encoded_packet& packet) override;
  task_runner runner() override;
  messages::slot_id
  attach(const std::string& nsp, delivery_target& target) override;
  void detach(
    const std::string& nsp, const std::string& socket_id,
    messages::slot_id slot) override;
  void join(const std::string& nsp, messages::join_room what) override;
  void leave(const std::string& nsp, messages::leave_room what) override;
  void publish(const std::string& nsp, messages::broadcast_ptr what) override;
  void user_online(messages::user_entry entry) override;
  void user_offline(const std::string& socket_id) override;
  void list_users(messages::list_users what, users_callback on_list) override;
  void
  ask_nodes(messages::peer::question asked, nodes_callback on_answer) override;

  // raw_host
  const net::request* message_request() const noexcept override {
    return polling_ ? polling_->delivering() : nullptr;
  }
  net::transport_kind transport_now() const noexcept override {
    return engine_.transport();
  }

  void act(const end_session& m);
  void act(announce_users);
  void act(const actors::session_told& m);
  void act(const disconnect_socket& m);
  void act(const run_task& m);
  void act(const exchange_arrived& m);
  void act(const packets_received& batch);
  void act(const transport_ended& news);
  void act(const transport_stuck& news);
  void act(deadline_reached);
  void bind(const net::request& first);
  bool refuses(net::exchange& asked) const;
  void open(const std::shared_ptr<net::exchange>& asked);
  void open_polling(const std::shared_ptr<net::exchange>& asked);
  void make_polling();
  void open_websocket(const std::shared_ptr<net::exchange>& asked);
  void take_upgrade(const std::shared_ptr<net::exchange>& asked);
  net::transport* current() noexcept {
    if (engine_.transport() == net::transport_kind::websocket)
      return websocket_.get();
    return polling_.get();
  }
  /// Enough of the sid to find it in the log, too little to speak for it.
  std::string_view sid_prefix() const noexcept { return sid().substr(0, 8); }
  void log_end(messages::close_reason reason, const messages::cause& why) const;
  void log_failed_upgrade(const messages::cause& why) const;
  std::string_view no_upgrade() const noexcept;
  messages::cause too_slow(const net::transport& way) const;
  messages::cause
  stuck(const net::transport& way, std::chrono::milliseconds how_long) const;
  void log_slow(const net::transport& way, const messages::cause& why) const;
  std::size_t waiting_bytes(const net::transport& way) const noexcept {
    return way.queued_bytes() + held_bytes_;
  }
  std::size_t waiting_packets(const net::transport& way) const noexcept {
    return way.queued_packets() + held_packets_;
  }
  bool over_bounds(const net::transport& way) const noexcept {
    return waiting_bytes(way) > settings_.queue.bytes ||
           waiting_packets(way) > settings_.queue.packets;
  }
  void read_on();
  bool make_room(
    net::transport& way, const messages::encoded_packet& packet,
    bool is_volatile);
  bool squeeze_in(
    const net::transport& way, const messages::encoded_packet& packet,
    messages::slow_policy policy);
  messages::slow_policy policy_of(std::string_view nsp) const;
  bool drop_oldest(net::transport& way, std::string_view nsp);
  void tell_dropped(
    const net::transport& way, std::string_view nsp,
    messages::slow_policy policy, std::size_t events);
  void
  disconnect_slow(const messages::encoded_packet& packet, messages::cause why);
  void drop(const messages::encoded_packet& packet) const;
  void drop_volatile(const messages::encoded_packet& packet) const;
  void put(net::transport& way, const messages::encoded_packet& packet);
  bool catches_up(const net::transport& way);
  void close_transports(messages::close_reason reason);
  void close_websocket(messages::close_reason reason);
  void end_protocol() noexcept;
  void count_opened() const;
  void count_ended(messages::close_reason reason) const;
  void arm();

  session_context& context_;
  const engine_settings& settings_;
  boost::static_string<session_ids::length> sid_; ///< no memory of its own
  std::uint16_t engine_number_;                   ///< small: beside the sid
  /// The whole of it, if the application has added to it.
  std::unique_ptr<const std::string> long_sid_;
  session_facts facts_;
  std::unique_ptr<const session_owner> owner_; ///< null = nobody in particular
  engine_session engine_;
  std::unique_ptr<net::polling_transport> polling_;
  std::unique_ptr<net::websocket_transport> websocket_; ///< maybe a probe
  std::unique_ptr<engine_protocol> protocol_;
  net::timer timer_;
  clock::time_point linger_until_ = clock::time_point::max();
  /// What waits for it in our own mailbox.
  std::size_t held_bytes_ = 0;
  std::uint32_t held_packets_ = 0;
  std::uint32_t pending_lists_ = 0;
  std::uint32_t dropped_ = 0; ///< events that a slow client did not get
  messages::packet_form form_;
  bool inside_ = false; ///< one of our handlers is running
  bool opened_ = false;
  bool bare_ : 1 = false; ///< no Socket.IO on it
  bool slow_ : 1 = false;
  bool muted_ : 1 = false; ///< it says more than can be delivered: not read now
  bool catching_up_ : 1 = false; ///< what it missed waits
};

} // namespace troupe::actors
