#pragma once

#include "bench/load/marker.hpp"
#include "bench/load/options.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::bench {

/// Replaces each `key` in `text`.
std::string
substitute(std::string text, std::string_view key, std::string_view value);

/// The packets that clients send, prepared from the options.
class packets {
public:
  explicit packets(const options& chosen);

  /// Makes `out` the message of a publisher to a room.
  void
  write_message(std::string& out, const marker& mark, std::uint32_t room) const;
  /// Makes `out` the request with this ack id.
  void write_echo(std::string& out, std::uint32_t id) const;
  /// What a client sends first; may be empty.
  std::string join(std::uint32_t client, std::uint32_t room) const;
  /// What the packet of a room message begins with.
  std::string_view receive_prefix() const noexcept { return receive_prefix_; }

private:
  std::string message_head_;
  std::string padding_;
  std::vector<std::string> message_tails_; // by room
  std::vector<std::string> echo_parts_;    // around the ids
  std::string join_;
  std::string receive_prefix_;
};

} // namespace troupe::bench
