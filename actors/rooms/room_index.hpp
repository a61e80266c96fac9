#pragma once

#include "actors/rooms/room_log.hpp"
#include "actors/tracing/steps.hpp"
#include "config/trace.hpp"
#include "messages/rooms.hpp"

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

/// A socket that packets can be delivered to; on the index's thread. Delivery
/// opens and closes no slots: it happens while they are gone through.
class delivery_target {
public:
  virtual void
  deliver(const messages::encoded_packet& packet, bool is_volatile) = 0;
  /// It is delivered to soon: asks memory for what that takes.
  virtual void prefetch() const noexcept {}
  /// It does, or tells, what `what` demands.
  virtual void take(const messages::broadcast& /*what*/) {}
  virtual const std::string& id() const noexcept = 0;
  /// The rooms that the socket says it is in: the truth that all else is
  /// derived from.
  virtual messages::room_set rooms() const = 0;
  /// Its client is away and may come back: it is no socket to be told of.
  virtual bool away() const noexcept { return false; }
  /// Its session; empty if it has none.
  virtual std::string_view sid() const noexcept { return {}; }
  /// True if it is this one that is traced, by its id, its session or its user.
  virtual bool concerns(const log::trace_filter& /*filter*/) const {
    return false;
  }

protected:
  ~delivery_target() = default;
};

/// Waits for fences that come out on this thread.
class fence_watcher {
public:
  virtual void on_fence(const messages::fence& passed) = 0;

protected:
  ~fence_watcher() = default;
};

/// Which sockets of one I/O thread are where: slots, namespaces, rooms. Pure
/// bookkeeping, touched by its thread alone.
class room_index {
public:
  explicit room_index(std::uint32_t thread)
    : thread_{thread} {}
  room_index(const room_index&) = delete;
  room_index& operator=(const room_index&) = delete;

  /// Gives a socket a slot and makes it a member of its namespace.
  messages::slot_id open(std::string_view nsp, delivery_target& target);
  /// Takes the slot back: from now on its name means nobody. The rooms that it
  /// was in are kept until `take_departures`.
  void close(messages::slot_id slot);

  /// False if the slot means nobody, or is a member already.
  bool add(const messages::room_key& room, messages::slot_id slot);
  /// False if it was no member.
  bool remove(const messages::room_key& room, messages::slot_id slot);

  /// Members of `room` here.
  std::size_t count(const messages::room_key& room) const;
  /// Sockets of a namespace here.
  std::size_t count_nsp(const std::string& nsp) const;

  /// The namespace of an open slot; empty of any other.
  std::string_view nsp_name(messages::slot_id slot);

  /// Rooms that closed slots were in, one entry per membership that ended.
  std::vector<messages::room_key> take_departures();

  /// Makes the members of `room` what the sockets themselves say; how many.
  std::size_t recount(const messages::room_key& room);
  /// All sockets of a namespace, and the rooms that any of them is in.
  messages::sockets_found survey(const std::string& nsp) const;

  /// Each delivers to the sockets that `what` means, and returns how many.
  std::size_t
  deliver_to_nsp(const std::string& nsp, const messages::broadcast& what);
  std::size_t deliver_to_room(
    const messages::room_key& room, const messages::broadcast& what,
    messages::part of);
  std::size_t deliver_to_slot(
    messages::slot_id slot, const messages::broadcast& what, messages::part of);

  std::size_t sockets() const noexcept { return open_ - away_; }

  // Connection state recovery; room_recall.cpp.

  using time_point = room_log::clock::time_point;
  /// From now on, what has an offset is kept.
  void keep_logs(const log_bounds& bounds) { bounds_ = bounds; }
  const log_bounds& kept() const noexcept { return bounds_; }
  /// Each keeps what is delivered there, if it has an offset.
  void keep_nsp(
    const std::string& nsp, const messages::broadcast_ptr& what, time_point at);
  void keep_room(
    const messages::room_key& room, const messages::broadcast_ptr& what,
    time_point at);
  void keep_slot(
    messages::slot_id slot, const messages::broadcast_ptr& what, time_point at);
  /// Who is delivered to at `slot`, from now on.
  void retarget(messages::slot_id slot, delivery_target& target);
  /// What a socket has missed since it heard `offset`.
  std::variant<recalled, recall_refusal>
  recall(messages::slot_id slot, std::optional<std::uint64_t> offset);
  /// What the socket has missed is this, whatever the logs say; it has heard
  /// `offset` last.
  void begin_anew(
    messages::slot_id slot, std::optional<std::uint64_t> offset,
    const std::vector<messages::broadcast_ptr>& missed, time_point at);
  /// What was said to the socket alone may have gone elsewhere up to now.
  void forgo_own(messages::slot_id slot);
  /// Forgets what is too old.
  void forget(time_point now);

  void watch_fences(fence_watcher* by) { fences_ = by; }
  void pass(const messages::fence& passed) {
    if (fences_)
      fences_->on_fence(passed);
  }

private:
  struct room_members {
    messages::room_key key;
    struct member {
      std::uint32_t slot;
      std::uint32_t membership; ///< which of the slot's
    };
    std::vector<member> members;
    std::unique_ptr<room_log> log = nullptr; ///< null: nothing to keep yet
  };
  struct nsp_members {
    std::string name;
    std::vector<std::uint32_t> slots;
    std::unordered_map<std::string, std::unique_ptr<room_members>> rooms;
    std::unique_ptr<room_log> log = nullptr;
  };
  struct membership {
    room_members* room;
    std::uint32_t place;      ///< in the room's members
    std::uint64_t joined = 0; ///< what was said up to then is not for it
  };
  struct slot {
    delivery_target* target = nullptr;
    nsp_members* nsp = nullptr;
    std::uint32_t generation = 0;
    std::uint32_t place = 0;  ///< in the namespace's members
    std::uint64_t opened = 0; ///< what was said up to then is not for it
    std::unique_ptr<room_log> own = nullptr; ///< of what was said to it alone
    /// Most sockets are in one room or two besides their own.
    boost::container::small_vector<membership, 1> memberships;
  };
  /// What is known of a broadcast whose other parts are still to come.
  struct partial {
    std::uint32_t missing = 0;
    std::set<std::uint32_t> served;
  };
  slot* find(messages::slot_id id);
  nsp_members& nsp_of(const std::string& name);
  room_members* find_room(const messages::room_key& room) const;
  void leave(slot& of, std::size_t which);
  template <class Member, class SlotOf>
  std::size_t deliver_to_all(
    std::span<const Member> members, SlotOf slot_of,
    const messages::broadcast& what, partial* served);
  unsigned deliver(
    std::uint32_t index, const messages::broadcast& what, partial* served);
  static unsigned
  deliver_rarely(const slot& to, const messages::broadcast& what);
  static unsigned leave_out(
    const slot& who, const messages::broadcast& what, std::string_view reason);
  bool excepted(const slot& of, const messages::broadcast& what) const;
  bool is_away(const slot& of) const { return of.target && of.target->away(); }
  void keep(
    std::unique_ptr<room_log>& in, const messages::broadcast_ptr& what,
    time_point at);
  void keep_left(slot& of, const membership& left);
  partial* begin_part(messages::part of);
  void end_part(messages::part of);

  std::uint32_t thread_;
  std::size_t open_ = 0;
  std::size_t away_ = 0;  ///< of them
  std::uint64_t seq_ = 0; ///< of what was kept last
  log_bounds bounds_;
  fence_watcher* fences_ = nullptr;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::string, std::unique_ptr<nsp_members>> nsps_;
  std::vector<messages::room_key> departures_;
  std::unordered_map<std::uint64_t, partial> partials_;
};

} // namespace troupe::actors
