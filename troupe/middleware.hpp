#pragma once

#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <memory>
#include <string>

namespace troupe {

/// Why a socket may not come in, or an event not pass: the client of a refused
/// socket gets it as `connect_error` with this message and, unless it is null,
/// this `err.data`.
struct connect_error {
  std::string message;
  json data = nullptr;
};

/// Says how it goes on behind a middleware: `next()` lets it pass,
/// `next({"unauthorized"})` does not. Counts once, whichever copy is called
/// first; now or later, from any thread. If none ever is, a socket waits until
/// `socketio.connect_timeout`, an event for ever.
class next {
public:
  void operator()() const;
  void operator()(connect_error why) const;

private:
  friend class detail::chain;
  struct state;
  explicit next(std::shared_ptr<state> of)
    : state_{std::move(of)} {}

  std::shared_ptr<state> state_;
};

/// An event on its way to its handlers; a middleware may change it.
struct packet {
  std::string event;
  std::vector<value> arguments;
};

} // namespace troupe
