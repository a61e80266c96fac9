#pragma once

#include "actors/recovery/parked_sessions.hpp"
#include "actors/rooms/thread_context.hpp"
#include "messages/offset.hpp"
#include "messages/peer_recovery.hpp"
#include "net/timer_queue.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace troupe::actors {

/// How long and how much is kept for clients that are away.
struct recovery_settings {
  std::chrono::milliseconds duration{120'000};
  std::size_t sessions = 100'000; ///< per I/O thread
  log_bounds logs;                ///< of each; no packets = no recovery at all
};

/// A socket whose session may be wanted while it still seems to be there.
class resumable {
public:
  /// Its client has come back over another connection: end this one. Not at
  /// once, but as a message to its connection.
  virtual void give_way() = 0;

protected:
  ~resumable() = default;
};

/// The way to the recoveries of other nodes; on this thread.
class recovery_peers {
public:
  /// False if there is no link to it.
  virtual bool tell_node(std::uint32_t node, std::string record) = 0;
  virtual std::vector<std::uint32_t> nodes() const = 0;

protected:
  ~recovery_peers() = default;
};

/// Connection state recovery of one I/O thread: the sessions that are away,
/// and those on their way from or to other places (Socket.IO protocol v5,
/// "Connection state recovery"; `docs/architecture.md`, "A client comes back").
///
/// Belongs to its thread and outlives its actors, so that a session survives
/// their crashes. Between threads and nodes it is records that go.
class recovery final : fence_watcher {
public:
  using clock = std::chrono::steady_clock;
  using place = messages::peer::session_place;

  /// What all recoveries of a node share; read-only but for the offsets.
  struct surroundings {
    recovery_settings settings;
    std::uint32_t node = 0;
    std::function<std::string(place)> make_pid;
    std::function<std::optional<place>(std::string_view)> place_of;
    messages::offset_source* offsets = nullptr;
    std::vector<recovery*> threads; ///< by I/O thread
  };

  recovery(thread_context& on, const surroundings& around);
  ~recovery();

  const recovery_settings& settings() const noexcept {
    return around_.settings;
  }
  std::string make_pid() const;
  std::uint64_t next_offset() const { return around_.offsets->next(); }
  /// Keeps what a socket of this thread is sent by itself.
  void keep(messages::slot_id slot, messages::broadcast_ptr what);

  /// A socket has this pid from now on, until it parks or withdraws.
  void enroll(const std::string& pid, resumable& who);
  void withdraw(const std::string& pid);
  /// Its connection is lost: it may come back. Instead of `withdraw`.
  void park(session_state what);

  struct request {
    std::string nsp;
    std::string pid;
    std::optional<std::uint64_t> offset;
  };
  struct resumed {
    session_state state;
    std::vector<messages::broadcast_ptr> missed;
  };
  struct pending {};
  struct refused {};
  using outcome = std::variant<resumed, pending, refused>;
  /// Told once, on this thread, after `pending`: ask again if it has come.
  using told = std::function<void(bool come)>;
  /// Hands a session over: from now on `to` is delivered to.
  outcome resume(const request& asked, delivery_target& to, told when);

  /// The relay of this thread, while there is one.
  void set_peers(recovery_peers* way) { peers_ = way; }
  /// A record of another recovery.
  void take(std::uint32_t from, std::string_view bytes);

private:
  using request_id = messages::peer::request_id;
  using key = std::pair<std::uint32_t, request_id>; ///< node and its request

  /// Somebody waits for a session to come here.
  struct waiting {
    request asked;
    told when;
    clock::time_point until;
    std::uint32_t node = 0; ///< where it is claimed
    unsigned hops = 0;
    unsigned fences = 0; ///< to come yet
    request_id id = 0;   ///< of the claim; 0 = it has to park here first
    std::unique_ptr<parked_session> arriving;
    std::string missed;                 ///< the record, once it is here
    std::set<std::uint32_t> unheard_of; ///< nodes that have yet to confirm
  };
  /// Somebody else wants one that is here.
  struct leaving {
    std::string pid;
    clock::time_point until;
    place to;
    std::optional<messages::peer::take_missed> taken;
    std::set<std::uint32_t> confirmed; ///< nodes
    unsigned fences = 0;
    bool fencing = false;
  };

  void on_fence(const messages::fence& passed) override;
  void on_timer();
  void arm();
  void expire(std::unique_ptr<parked_session> session, std::string_view why);
  void close(const session_state& of, bool detach);
  void drop_claims(const std::string& pid);
  void drop_overdue(clock::time_point now);
  void refuse(const request& asked, std::string_view why) const;
  outcome resume_parked(
    parked_session& found, const request& asked, delivery_target& to);

  // Where it goes.
  outcome claim(const request& asked, told when, place at);
  bool send_claim(waiting& who, place at);
  void take(const messages::peer::claimed& answer);
  void begin_arrival(waiting& who, const messages::peer::claimed& answer);
  void ask_for_missed(waiting& who);
  void take(const messages::peer::missed& answer, std::string_view record);
  void on_own_fence(waiting& who, const messages::fence& passed);
  void fence_rooms(waiting& who);
  void adopt(waiting& who, const messages::peer::missed& answer);
  void give_up(std::string pid, std::string_view why);
  void conclude(const std::string& pid, bool come);
  waiting* find_waiting(request_id id);

  // Where it is.
  void take(const key& from, const messages::peer::claim& asked);
  void deny(const key& from, std::string_view why, std::optional<place> moved);
  void answer_parking(const std::string& pid);
  void take(const key& from, messages::peer::take_missed asked);
  void check_fences(const key& which);
  void hand_over(const key& which);
  void take(const messages::peer::relocated& news);
  void tell_home(const std::string& pid, std::optional<place> now);

  unsigned publish_fences(const session_state& of, messages::fence what);
  bool away_from_id(const session_state& of) const;
  bool send(place to, std::string record);
  place here() const;
  std::optional<place> home_of(std::string_view pid) const;
  clock::time_point now() const { return clock::now(); }

  thread_context& on_;
  const surroundings& around_;
  parked_sessions parked_;
  std::unordered_map<std::string, resumable*> living_;
  std::unordered_map<std::string, waiting> waiting_;   ///< by pid
  std::unordered_map<request_id, std::string> claims_; ///< their pids
  std::map<key, leaving> leaving_;
  std::map<std::string, std::vector<std::pair<key, messages::peer::claim>>>
    parking_; ///< claims for sessions that are to park first, by pid
  std::unordered_map<std::string, place> moved_; ///< made here, by pid
  recovery_peers* peers_ = nullptr;
  std::uint64_t last_ = 0;
  net::timer timer_;
};

} // namespace troupe::actors
