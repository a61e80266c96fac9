#pragma once

#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// What the other nodes answered to an event that was sent to them.
struct server_answers {
  std::vector<value> answers;       ///< one of each that has answered
  std::vector<std::string> missing; ///< names of nodes that have not in time
};

/// Answers a node's event; once, now or later, from any thread. Does nothing if
/// no answer is wanted.
class server_ack {
public:
  using sender = std::function<void(const messages::answer_text&)>;
  explicit server_ack(sender send)
    : send_{std::move(send)} {}

  template <class T>
  void operator()(const T& answer) const {
    arguments_writer writer;
    writer.add(answer);
    reply(writer);
  }
  void reply(const arguments_writer& only) const;

private:
  sender send_; ///< empty if nobody waits
};

/// An event of another node: its arguments, and the way back.
using server_event_handler =
  std::function<void(const std::vector<value>&, const server_ack&)>;

/// An event to all other nodes that waits for their answers.
class [[nodiscard]] pending_server_acks {
public:
  /// `done` runs in a thread of the server, five seconds from now at most.
  void then(std::function<void(const server_answers&)> done) &&;

private:
  friend class nsp;
  pending_server_acks(
    const detail::core& of, std::string nsp, arguments_writer event)
    : core_{of}
    , nsp_{std::move(nsp)}
    , event_{std::move(event)} {}

  const detail::core& core_;
  std::string nsp_;
  arguments_writer event_;
};

} // namespace troupe
