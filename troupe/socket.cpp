#include "troupe/socket.hpp"

#include "troupe/inside/socket_events.hpp"

#include <stdexcept>
#include <utility>

namespace troupe {

void pending_ack::then(
  std::function<void(const std::vector<value>&)> on_reply,
  std::function<void()> on_timeout) && {
  to_.emit_with_ack(
    event_.array(), event_.attachments(), timeout_,
    [on_reply = std::move(on_reply),
     on_timeout = std::move(on_timeout)](const auto* reply) {
      if (reply)
        on_reply(detail::make_values(*reply));
      else if (on_timeout)
        on_timeout();
    });
}

socket::socket(
  const detail::core& core, std::weak_ptr<actors::socket_context> context)
  : state_{std::make_unique<state>(
      state{core, context.lock().get(), context, {}, {}, {}})} {
}

socket::~socket() = default;

const std::string& socket::id() const noexcept {
  return state_->context->id();
}

handshake socket::handshake() const noexcept {
  return {state_->context->facts(), state_->context->auth()};
}

room_set socket::rooms() const {
  return state_->context->rooms();
}

bool socket::connected() const noexcept {
  return state_->context->connected();
}

bool socket::recovered() const noexcept {
  return state_->context->recovered();
}

json& socket::data() noexcept {
  return state_->data;
}

socket& socket::add_handler(std::string event, detail::event_handler f) {
  if (event == "disconnect" || event == "disconnecting")
    throw std::invalid_argument{
      "use on_" + event + " instead of on(\"" + event + "\")"};
  detail::require_free_name(event);
  state_->handlers.emplace_back(std::move(event), std::move(f));
  return *this;
}

socket& socket::on_any(state::any_handler f) {
  state_->rarely().any.push_back(std::move(f));
  return *this;
}

socket& socket::on_disconnecting(state::end_handler f) {
  state_->rarely().disconnecting.push_back(std::move(f));
  return *this;
}

socket& socket::on_disconnect(state::end_handler f) {
  state_->rarely().disconnected.push_back(std::move(f));
  return *this;
}

void socket::say(const arguments_writer& event) {
  state_->context->emit(event.array(), event.attachments(), false);
}

timed_emitter socket::timeout(std::chrono::milliseconds deadline) {
  return {*state_->context, deadline};
}

broadcast_operator socket::broadcast() const {
  return {state_->core, state_->context->nsp(), state_->context->slot()};
}

broadcast_operator socket::to(const troupe::rooms& in) const {
  return broadcast().to(in);
}

broadcast_operator socket::except(const troupe::rooms& out) const {
  return broadcast().except(out);
}

void socket::join(const troupe::rooms& to) {
  for (const auto& room : to.names())
    state_->context->join(room);
}

void socket::leave(const std::string& room) {
  state_->context->leave(room);
}

void socket::identify(const std::string& user) {
  state_->context->identify(user);
}

void socket::fetch_users(
  std::optional<std::string> room,
  std::function<void(const users_answer&)> done) {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::list_users;
  asked.room = std::move(room);
  state_->context->ask_nodes(std::move(asked), std::move(done));
}

void socket::disconnect_user(
  const std::string& user, bool close,
  std::function<void(const users_answer&)> done) {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::disconnect_user;
  asked.user = user;
  asked.close = close;
  state_->context->ask_nodes(std::move(asked), std::move(done));
}

void socket::list_users(
  std::optional<std::string> room,
  std::function<void(const std::vector<user_entry>*)> on_list) {
  state_->context->list_users(std::move(room), std::move(on_list));
}

void socket::disconnect(bool close) {
  state_->context->disconnect(close);
}

} // namespace troupe
