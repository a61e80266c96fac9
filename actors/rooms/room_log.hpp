#pragma once

#include "messages/rooms.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace troupe::actors {

/// What one log keeps at most.
struct log_bounds {
  std::size_t packets = 0; ///< 0 = no logs at all
  std::size_t bytes = 0;
  std::chrono::steady_clock::duration age{};
};

/// What was said lately in one place (a room, a namespace, to one socket), as
/// one I/O thread delivered it. Pure.
class room_log {
public:
  using clock = std::chrono::steady_clock;

  struct entry {
    std::uint64_t seq = 0; ///< counts what the thread delivered
    std::uint64_t offset = 0;
    messages::broadcast_ptr what; ///< null: a volatile one, not to be repeated
    clock::time_point at;
    bool in_parts = false; ///< it may stand in other logs too
  };

  /// Adds the newest; forgets the oldest if they are too many.
  void append(entry e, const log_bounds& bounds);
  /// Forgets what is older than that.
  void forget(clock::time_point before);
  /// What came up to `seq` cannot be told any more.
  void forgo(std::uint64_t seq);

  const std::deque<entry>& entries() const noexcept { return entries_; }
  /// The newest that it does not have any more; 0 = it has all.
  std::uint64_t forgotten() const noexcept { return forgotten_; }
  /// Where `offset` stands behind `since`; nothing if it does not.
  std::optional<std::uint64_t>
  find(std::uint64_t offset, std::uint64_t since) const;

private:
  void drop_front();

  std::deque<entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t forgotten_ = 0;
};

/// A log that concerns a socket, and since when.
struct log_view {
  const room_log* log = nullptr; ///< null: nothing has been said there
  std::uint64_t since = 0;
};

struct recall_request {
  std::optional<std::uint64_t> offset; ///< heard last; nothing = none yet
  std::uint64_t opened = 0;            ///< the socket hears since then
  log_bounds bounds;                   ///< of the whole answer
  /// True for what was not for this socket.
  std::function<bool(const messages::broadcast&)> left_out;
};

/// What a socket has missed, in the order of delivery.
struct recalled {
  std::vector<messages::broadcast_ptr> missed;
  std::vector<std::uint64_t> heard; ///< offsets of what came lately before it
};
enum class recall_refusal : std::uint8_t { unknown_offset, forgotten };
std::string_view to_string(recall_refusal why);

/// All that these logs have behind the offset, each once; or why nobody can
/// say that it is all.
std::variant<recalled, recall_refusal>
recall(std::span<const log_view> logs, const recall_request& asked);

} // namespace troupe::actors
