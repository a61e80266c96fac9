#include "troupe/ack.hpp"

#include "actors/session/socket_handler.hpp"

#include <utility>

namespace troupe {

struct ack::state {
  std::weak_ptr<actors::socket_context> to;
  std::uint64_t id;
  bool done = false;
};

ack::ack(std::weak_ptr<actors::socket_context> to, std::uint64_t id)
  : state_{std::make_shared<state>(state{std::move(to), id})} {
}

void ack::reply(const arguments_writer& arguments) const {
  if (!state_ || std::exchange(state_->done, true))
    return;
  if (const auto to = state_->to.lock())
    to->acknowledge(state_->id, arguments.array(), arguments.attachments());
}

} // namespace troupe
