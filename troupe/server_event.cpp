#include "troupe/server_event.hpp"

#include "troupe/inside/core.hpp"

namespace troupe {

void server_ack::reply(const arguments_writer& only) const {
  if (!send_)
    return;
  const auto array = only.array();
  const auto attached = only.attachments();
  send_(
    {array.substr(1, array.size() - 2), {attached.begin(), attached.end()}});
}

void pending_server_acks::then(
  std::function<void(const server_answers&)> done) && {
  core_.send_to_servers(
    nsp_, event_, true,
    [done = std::move(done)](const messages::nodes_answered& all) {
      server_answers told{{}, all.missing};
      for (const auto& answer : all.answers)
        told.answers.push_back(detail::make_value(answer));
      done(told);
    });
}

} // namespace troupe
