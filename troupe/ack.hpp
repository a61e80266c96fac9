#pragma once

#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace troupe {

/// Replies to a client's emit: at most once, now or later, in the socket's
/// actor. Does nothing when the client asked for no acknowledgement, or has
/// gone. Copies reply for each other.
class ack {
public:
  ack() = default;
  ack(std::weak_ptr<actors::socket_context> to, std::uint64_t id);

  /// True if the client waits for a reply.
  bool requested() const noexcept { return state_ != nullptr; }

  template <class... Ts>
  void operator()(const Ts&... arguments) const {
    arguments_writer writer;
    (writer.add(arguments), ...);
    reply(writer);
  }
  /// Replies with arguments that are in an array already.
  void reply(const arguments_writer& arguments) const;

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace troupe
