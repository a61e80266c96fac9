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

void socket_events::admit(const actors::admission& done) {
  if (nsp_.middlewares_.empty())
    return done(nullptr);
  std::vector<chain::step> steps;
  for (const auto& f : nsp_.middlewares_)
    steps.push_back([this, &f](next go_on) { f(socket_, std::move(go_on)); });
  const auto tell = [done](const connect_error* why) {
    if (!why)
      return done(nullptr);
    const actors::refusal refused{
      why->message, why->data.is_null() ? "" : to_text(why->data)};
    done(&refused);
  };
  std::make_shared<chain>(
    std::move(steps), socket_.state_->context->runner(), tell)
    ->run();
}

void socket_events::on_connect() {
  for (const auto& f : nsp_.on_connection_)
    f(socket_);
}

void socket_events::on_event(actors::incoming_event event) {
  const auto arguments = make_values(event.arguments);
  const ack reply = event.ack ? ack{socket_.state_->shared, *event.ack} : ack{};
  const auto* others = socket_.state_->others.get();
  if (!others)
    return handle(event.name, arguments, reply);
  others->any.call(socket_, event.name, arguments);
  if (others->middlewares.empty())
    return handle(event.name, arguments, reply);
  pass(std::make_shared<waiting>(waiting{{event.name, arguments}, reply}));
}

/// By way of the middlewares, each of which may take its time.
void socket_events::pass(std::shared_ptr<waiting> event) {
  std::vector<chain::step> steps;
  for (const auto& f : socket_.state_->others->middlewares)
    steps.push_back([this, f, event](next go_on) {
      f(socket_, event->event, std::move(go_on));
    });
  const auto done = [this, event](const connect_error* why) {
    if (why)
      tell_error(*why);
    else
      handle(event->event.event, event->event.arguments, event->reply);
  };
  std::make_shared<chain>(
    std::move(steps), socket_.state_->context->runner(), done)
    ->run();
}

void socket_events::handle(
  std::string_view event, const std::vector<value>& arguments,
  const ack& reply) {
  if (!socket_.state_->handlers.call(event, {socket_, arguments, reply}))
    log::warn(
      "socket", "event-rejected",
      {{"nsp", socket_.nsp_name()},
       {"socket", socket_.id()},
       {"handler", event},
       {"reason", "arguments do not fit the handler"}});
}

void socket_events::on_outgoing(const actors::outgoing_event& event) {
  if (const auto* others = socket_.state_->others.get())
    others->any_outgoing.call(
      socket_, event.name, make_values(event.arguments));
}

std::string socket_events::data() const {
  return to_text(socket_.state_->data);
}

void socket_events::on_error(std::string_view detail) {
  tell_error({std::string{detail}});
}

void socket_events::tell_error(const connect_error& error) {
  if (!socket_.state_->others)
    return;
  const auto handlers = socket_.state_->others->errors;
  for (const auto& f : handlers)
    f(socket_, error);
}

void socket_events::on_disconnecting(
  messages::close_reason reason, std::string_view detail) {
  if (const auto* handlers = socket_.state_->others.get())
    for (const auto& f : handlers->disconnecting)
      f(socket_, reason, detail);
}

void socket_events::on_disconnect(
  messages::close_reason reason, std::string_view detail) {
  if (const auto* handlers = socket_.state_->others.get())
    for (const auto& f : handlers->disconnected)
      f(socket_, reason, detail);
}

void socket_events::restore(std::string_view data) {
  socket_.state_->data = json::parse(data, nullptr, false);
}

} // namespace troupe::detail
