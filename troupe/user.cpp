#include "troupe/user.hpp"

#include "messages/rooms.hpp"
#include "troupe/inside/core.hpp"

#include <memory>
#include <utility>

namespace troupe {

void user_sockets::say(const arguments_writer& event) const {
  auto what = std::make_shared<messages::broadcast>();
  core_->encode(nsp_, event, *what);
  core_->publish_to_user(nsp_, user_, std::move(what));
}

void user_sockets::disconnect(
  bool close, std::function<void(const users_answer&)> done) const {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::disconnect_user;
  asked.nsp = nsp_;
  asked.user = user_;
  asked.close = close;
  core_->ask_nodes(std::move(asked), std::move(done));
}

} // namespace troupe
