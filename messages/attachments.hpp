#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::messages {

/// Collects the attachments of a binary packet (Socket.IO protocol v5, "Binary
/// event"). One per connection, not per namespace: from begin() until the last
/// attachment nothing but binary packets may come.
///
/// Holds memory only while a packet is under way, and never more than the bytes
/// that have arrived call for.
class reassembly {
public:
  enum class result : std::uint8_t { more, complete, too_big };

  /// `max_bytes` bounds a packet's text and attachments together.
  explicit reassembly(std::size_t max_bytes)
    : max_bytes_{max_bytes} {}

  /// True from begin() until its attachments are complete or too big.
  bool waiting() const noexcept {
    return packet_ && packet_->bytes.size() < packet_->expected;
  }

  /// What has come of the packet, its text included; only while waiting().
  std::size_t bytes() const noexcept { return packet_->total; }

  /// Starts a packet with `attachments` >= 1 to come. Copies `text`, which is
  /// what decode() read. Drops a packet that nobody took.
  void begin(std::string_view text, std::size_t attachments);

  /// Adds the next attachment; only while waiting(). If that makes the packet
  /// `too_big`, all of it is dropped and the connection is to be closed.
  result add(std::string_view bytes);

  /// The text given to begin(); from then until take().
  const std::string& text() const { return packet_->text; }

  /// Hands over the attachments of a complete packet and drops its text, so
  /// views into text() end here.
  std::vector<std::string> take();

private:
  struct partial {
    std::string text;
    std::size_t expected = 0;
    std::size_t total = 0; ///< bytes of text and attachments
    std::vector<std::string> bytes;
  };

  std::size_t max_bytes_;
  std::unique_ptr<partial> packet_;
};

} // namespace troupe::messages
