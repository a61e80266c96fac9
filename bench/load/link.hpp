#pragma once

#include "bench/load/addresses.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::bench {

struct client;
class epoll;

/// One TCP connection of a client.
struct link {
  client* owner = nullptr;
  int fd = -1;
  bool connecting = false;
  bool watches_out = false;
  std::unique_ptr<std::string> unsent; // mostly none

  bool open() const noexcept { return fd >= 0; }
};

/// Begins to connect, from the `nth` of the source addresses; tells `events`
/// of it. False if that failed at once; the first time it says why. Otherwise
/// the link is open, and `connecting` if not connected yet.
bool connect(
  link& opened, const addresses& where, std::uint32_t nth, epoll& events);

/// The end of a `connecting` link's dial: true if it is connected.
bool connected(link& dialed, epoll& events);

/// Sends at once what the socket takes and keeps the rest for `flush`. An error
/// is left to the next read.
void send(link& to, std::string_view bytes, epoll& events);

/// Goes on with what `send` kept.
void flush(link& to, epoll& events);

/// Closes the descriptor, if open, and drops what was not sent.
void close(link& closed) noexcept;

/// Makes the end abrupt: no TIME_WAIT is left behind, but what was not read is
/// lost.
void reset(link& closed) noexcept;

} // namespace troupe::bench
