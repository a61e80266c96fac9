#pragma once

#include "actors/rooms/room_index.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

/// What a socket leaves behind when its connection is lost.
struct session_state {
  std::string pid;       ///< private: who shows it gets the session
  std::string socket_id; ///< public
  std::string nsp;
  messages::room_set rooms; ///< all but its own id
  std::string data;         ///< JSON, empty = none
  messages::slot_id slot;   ///< stays open
};

/// A socket whose client is away: stays in its rooms, and hears nothing.
class parked_session final : public delivery_target {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit parked_session(session_state of);
  ~parked_session();
  parked_session(const parked_session&) = delete;
  parked_session& operator=(const parked_session&) = delete;

  void deliver(const messages::encoded_packet&, bool) override {}
  const std::string& id() const noexcept override { return state.socket_id; }
  messages::room_set rooms() const override;
  bool away() const noexcept override { return true; }

  session_state state;
  time_point until;
  /// Somebody is about to take it over.
  bool claimed = false;
};

/// The sessions of one I/O thread that wait for their clients. Pure; they are
/// all kept equally long, so the first to go is the first that came.
class parked_sessions {
public:
  using time_point = parked_session::time_point;
  using session_ptr = std::unique_ptr<parked_session>;

  explicit parked_sessions(std::size_t most)
    : most_{most} {}

  /// Takes one in; returns those that have to go for it.
  std::vector<session_ptr> add(session_ptr session);
  /// Null if there is none.
  parked_session* find(const std::string& pid) const;
  /// Takes it out; null if there is none.
  session_ptr take(const std::string& pid);
  /// Takes out all whose time is over, but for those being claimed.
  std::vector<session_ptr> take_expired(time_point now);

  std::size_t size() const noexcept { return by_pid_.size(); }

private:
  struct place {
    session_ptr session;
    std::list<std::string>::iterator in_order;
  };

  std::size_t most_;
  std::unordered_map<std::string, place> by_pid_;
  std::list<std::string> order_; ///< oldest first
};

} // namespace troupe::actors
