#include "actors/session/handshake_text.hpp"
#include "actors/session/socket_session.hpp"

#include <memory>
#include <utility>

// What others want of a socket: the half of socket_session that the dispatcher
// calls. User code runs in the socket's own actor, so none runs here.

namespace troupe::actors {

using act = messages::demand::act;

namespace {

/// The first argument: all that counts of an answer to a packet for many.
messages::answer_text make_answer(const ack_reply& reply) {
  messages::answer_text answer;
  if (reply.values.empty())
    return answer;
  answer.text = reply.values.front();
  if (reply.attachments)
    answer.attachments = *reply.attachments;
  return answer;
}

} // namespace

void socket_session::take(const messages::broadcast& what) {
  const auto& wanted = *what.wanted;
  switch (wanted.what) {
  case act::join:
    for (const auto& room : wanted.rooms)
      join(room);
    return;
  case act::leave:
    for (const auto& room : wanted.rooms)
      leave(room);
    return;
  case act::disconnect:
    return runner()([this, close = wanted.close] { disconnect(close); });
  case act::fetch:
    if (wanted.by)
      wanted.by->found(
        {id_,
         {rooms_.begin(), rooms_.end()},
         handler_->data(),
         handshake_text(*facts_, auth())});
    return;
  case act::ask:
    return ask(what);
  }
}

void socket_session::ask(const messages::broadcast& what) {
  const auto by = what.wanted->by;
  const auto answered = [by](const ack_reply* reply) {
    if (!by)
      return;
    const auto answer = reply ? make_answer(*reply) : messages::answer_text{};
    by->answered(reply ? &answer : nullptr);
  };
  if (refuses_ack())
    return answered(nullptr);
  const auto now = host_->now();
  const auto until = now + what.wanted->patience;
  if (!acks_.add_as(what.wanted->ack, answered, until, now))
    return answered(nullptr);
  deliver(what.packet, what.is_volatile);
  host_->deadline_changed();
}

} // namespace troupe::actors
