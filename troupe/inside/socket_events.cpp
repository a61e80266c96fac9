#include "troupe/inside/socket_events.hpp"

#include "config/log.hpp"

namespace troupe::detail {

std::vector<value> make_values(const actors::raw_arguments& raw) {
  std::vector<value> made;
  if (raw.values.empty())
    return made;
  // The slices stand in one packet: a single copy serves them all.
  const auto* begin = raw.values.front().data();
  const auto* end = raw.values.back().data() + raw.values.back().size();
  const auto whole = std::make_shared<const std::string>(begin, end);
  made.reserve(raw.values.size());
  for (const auto slice : raw.values)
    made.emplace_back(
      whole,
      std::string_view{*whole}.substr(
        static_cast<std::size_t>(slice.data() - begin), slice.size()),
      raw.attachments);
  return made;
}

socket_events::socket_events(
  const core& of, const nsp& in,
  const std::shared_ptr<actors::socket_context>& context)
  : nsp_{in}
  , socket_{of, context} {
}

void socket_events::on_connect() {
  for (const auto& f : nsp_.on_connection_)
    f(socket_);
}

void socket_events::on_event(actors::incoming_event event) {
  const auto arguments = make_values(event.arguments);
  const ack reply = event.ack ? ack{socket_.state_->shared, *event.ack} : ack{};
  auto& state = *socket_.state_;
  for (std::size_t i = 0; state.others && i < state.others->any.size(); ++i)
    state.others->any[i](socket_, event.name, arguments);
  // By index: a handler may register others.
  for (std::size_t i = 0; i < state.handlers.size(); ++i) {
    if (state.handlers[i].first != event.name)
      continue;
    const auto handler = state.handlers[i].second;
    if (!handler({socket_, arguments, reply}))
      log::warn(
        "socket", "event-rejected",
        {{"nsp", nsp_.name()},
         {"socket", socket_.id()},
         {"event", event.name},
         {"reason", "arguments do not fit the handler"}});
  }
}

void socket_events::on_disconnecting(messages::close_reason reason) {
  if (const auto* handlers = socket_.state_->others.get())
    for (const auto& f : handlers->disconnecting)
      f(socket_, reason);
}

void socket_events::on_disconnect(messages::close_reason reason) {
  if (const auto* handlers = socket_.state_->others.get())
    for (const auto& f : handlers->disconnected)
      f(socket_, reason);
}

std::string socket_events::data() const {
  const auto& data = socket_.state_->data;
  using handler = json::error_handler_t;
  return data.is_null() ? std::string{}
                        : data.dump(-1, ' ', false, handler::replace);
}

void socket_events::restore(std::string_view data) {
  if (!data.empty())
    socket_.state_->data = json::parse(data, nullptr, false);
}

} // namespace troupe::detail
