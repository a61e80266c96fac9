#pragma once

#include "actors/session/socket_handler.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

namespace troupe::actors {

/// The acknowledgements that one socket waits for. Pure; its user bounds it,
/// by `size`.
class ack_table {
public:
  using clock = std::chrono::steady_clock;

  /// Ids of packets that go to many sockets. All fit 31 bits: clients in Java
  /// read them as such.
  static constexpr std::uint64_t first_shared_id = std::uint64_t{1} << 30;

  /// Remembers whom to tell, and since when it waits; the id to send along, or
  /// nothing in the case below.
  std::optional<std::uint64_t> add(
    ack_callback on_reply, clock::time_point deadline,
    clock::time_point since = {});
  /// The same with an id that was made elsewhere, from `first_shared_id` on, so
  /// that it is none of ours. False if it is in use.
  bool add_as(
    std::uint64_t id, ack_callback on_reply, clock::time_point deadline,
    clock::time_point since = {});
  /// Since when somebody waits for `id`; nothing if nobody does.
  std::optional<clock::time_point> waiting_since(std::uint64_t id) const;
  /// Tells the one who waits for `id`; late and unknown ids are ignored.
  void resolve(std::uint64_t id, const ack_reply& reply);
  /// Tells those whose time is over; how many they were.
  std::size_t expire(clock::time_point now);
  /// Tells all that no reply will come.
  void fail_all();

  clock::time_point next_deadline() const noexcept {
    return used_ ? used_->next : clock::time_point::max();
  }
  std::size_t size() const noexcept {
    return used_ ? used_->pending.size() : 0;
  }

private:
  struct entry {
    ack_callback on_reply;
    clock::time_point deadline;
    clock::time_point since;
  };
  /// Most sockets never wait for any.
  struct table {
    std::unordered_map<std::uint64_t, entry> pending;
    std::uint64_t last = 0;
    clock::time_point next = clock::time_point::max();
  };
  table& used();

  std::unique_ptr<table> used_;
};

} // namespace troupe::actors
