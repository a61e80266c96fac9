#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// As much of WebSocket (RFC 6455) as the load generator speaks: whole frames
/// from clients, text and control frames to them.
namespace troupe::bench {

enum class opcode : std::uint8_t {
  text = 1,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A frame that came, unmasked in place.
struct frame {
  opcode kind = opcode::text;
  std::string_view payload;
  std::size_t bytes = 0; ///< of the whole frame
};

/// The first frame of `input`, if all of it is there.
std::optional<frame> read_frame(std::span<char> input);

/// Appends one unfragmented, unmasked frame (section 5.2).
void append_frame(std::string& out, opcode kind, std::string_view payload);

/// The value for `Sec-WebSocket-Accept` (section 4.2.2).
std::string accept_key(std::string_view key);

} // namespace troupe::bench
