#pragma once

#include "config/trace.hpp"
#include "messages/rooms.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::actors {

/// The message of a client that this thread is handling, for as long as it
/// lives; one at a time, and only while something is traced.
///
/// Whether the message concerns who is traced may show late, when its handler
/// says something to a room: what it went through until then is kept here and
/// written when it does.
class packet_trace {
public:
  /// `sid` and `transport` outlive it.
  packet_trace(
    std::string_view sid, std::size_t bytes, std::string_view transport);
  ~packet_trace();
  packet_trace(const packet_trace&) = delete;
  packet_trace& operator=(const packet_trace&) = delete;

  /// That which this thread is handling; null if it is handling none, or
  /// nothing is traced.
  static packet_trace* current() noexcept {
    return log::tracing() ? handling() : nullptr;
  }

  /// It is a Socket.IO packet of this `type`: of an event, its name.
  void decoded(
    std::string_view type, const std::string& nsp, const std::string& socket,
    std::string_view event);
  /// The application's handlers are called with it.
  void handled();
  /// It concerns who is traced: writes what it went through so far. Its name.
  std::uint64_t concern();
  /// The name of what is said while it is handled: the packet's, if that is
  /// followed.
  std::uint64_t id() const noexcept { return concerns_ ? id_ : 0; }

private:
  static packet_trace*& handling() noexcept;
  void write_received() const;
  void write_decoded() const;
  void write_handled() const;

  packet_trace* before_; ///< it is handled inside of this one
  std::uint64_t id_;
  std::string_view sid_;
  std::size_t bytes_;
  std::string_view transport_;
  bool concerns_ = false;
  bool decoded_ = false;
  bool handled_ = false;
  std::string type_;
  std::string nsp_;
  std::string socket_;
  std::string event_;
};

/// The name in the trace of what is said now: that of the packet that is being
/// handled if it is followed, or if `matches`; else, if `matches`, a new one.
/// 0 = nobody follows it.
std::uint64_t trace_of_saying(bool matches);

namespace detail {
messages::broadcast_ptr trace_published(
  const std::string& nsp, messages::broadcast_ptr what, std::string_view user);
messages::broadcast_ptr trace_arrived(messages::broadcast_ptr what);
} // namespace detail

/// What is about to be published, with a trace if it concerns who is traced.
/// `user`: whom it is for, if it is for one. Any thread.
inline messages::broadcast_ptr trace_published(
  const std::string& nsp, messages::broadcast_ptr what,
  std::string_view user = {}) {
  if (log::tracing()) [[unlikely]]
    return detail::trace_published(nsp, std::move(what), user);
  return what;
}

/// The same for what comes from another node, where nobody followed it.
inline messages::broadcast_ptr trace_arrived(messages::broadcast_ptr what) {
  if (log::tracing()) [[unlikely]]
    return detail::trace_arrived(std::move(what));
  return what;
}

/// The same broadcast for those of its receivers that are traced, if it may
/// have such: who hears it is known only where it is delivered. Else null.
messages::broadcast_ptr trace_receivers(const messages::broadcast& what);

} // namespace troupe::actors
