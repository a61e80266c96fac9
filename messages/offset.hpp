#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Offsets of connection state recovery: what a client has heard last.
///
/// An event that can be heard again has one as its last argument, a string that
/// means nothing to clients and that they send back when they return
/// (Socket.IO protocol v5, "Connection state recovery").
namespace troupe::messages {

/// Makes offsets that no other node of the cluster makes. Any thread.
class offset_source {
public:
  /// `node`: this node's number in session ids, below 2^24.
  explicit offset_source(std::uint32_t node)
    : last_{std::uint64_t{node} << 40} {}

  /// Never 0.
  std::uint64_t next() noexcept {
    return last_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

private:
  std::atomic<std::uint64_t> last_;
};

/// 11 characters of base64url.
std::string offset_text(std::uint64_t offset);
/// Nothing if `text` is no offset.
std::optional<std::uint64_t> parse_offset(std::string_view text);

/// The raw JSON array of an event, with its offset as the last element.
std::string with_offset(std::string_view array, std::uint64_t offset);

} // namespace troupe::messages
