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

const std::string& socket::nsp_name() const noexcept {
  return state_->context->nsp();
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

remote_socket socket::ref() const {
  auto* const self = const_cast<socket*>(this);
  // The runner runs nothing once we have gone.
  auto post =
    [self, run = state_->context->runner()](std::function<void(socket&)> f) {
      run([self, f = std::move(f)] { f(*self); });
    };
  return {state_->core, state_->context->nsp(), {id(), {}, {}, {}}, post};
}

handler_id
socket::add_handler(std::string event, detail::event_handler f, bool once) {
  if (event == "disconnect" || event == "disconnecting")
    throw std::invalid_argument{
      "use on_" + event + " instead of on(\"" + event + "\")"};
  detail::require_free_name(event);
  return state_->handlers.add(std::move(event), std::move(f), once);
}

socket& socket::off(handler_id which) {
  state_->handlers.remove(which);
  return *this;
}

socket& socket::off(std::string_view event) {
  state_->handlers.remove(event);
  return *this;
}

socket& socket::off() {
  state_->handlers.clear();
  return *this;
}

std::vector<std::string> socket::event_names() const {
  return state_->handlers.names();
}

handler_id socket::on_any(any_handler f) {
  return state_->rarely().any.add(std::move(f));
}

handler_id socket::prepend_any(any_handler f) {
  return state_->rarely().any.add(std::move(f), true);
}

socket& socket::off_any(std::optional<handler_id> which) {
  state_->rarely().any.remove(which);
  return *this;
}

handler_id socket::on_any_outgoing(any_handler f) {
  state_->context->watch_outgoing(true);
  return state_->rarely().any_outgoing.add(std::move(f));
}

handler_id socket::prepend_any_outgoing(any_handler f) {
  state_->context->watch_outgoing(true);
  return state_->rarely().any_outgoing.add(std::move(f), true);
}

socket& socket::off_any_outgoing(std::optional<handler_id> which) {
  auto& all = state_->rarely().any_outgoing;
  all.remove(which);
  state_->context->watch_outgoing(!all.empty());
  return *this;
}

socket& socket::use(state::middleware f) {
  state_->rarely().middlewares.push_back(std::move(f));
  return *this;
}

socket& socket::on_error(state::error_handler f) {
  state_->rarely().errors.push_back(std::move(f));
  return *this;
}

socket& socket::on_disconnecting(end_handler f) {
  state_->rarely().disconnecting.push_back(std::move(f));
  return *this;
}

socket& socket::on_disconnect(end_handler f) {
  state_->rarely().disconnected.push_back(std::move(f));
  return *this;
}

void socket::say(const arguments_writer& event) {
  state_->context->emit(event.array(), event.attachments(), {});
}

void socket_emitter::say(const arguments_writer& event) const {
  to_.emit(event.array(), event.attachments(), {volatile_flag_, compress_});
}

socket_emitter socket_emitter::volatile_() const {
  auto changed = *this;
  changed.volatile_flag_ = true;
  changed.others_ = others_.volatile_();
  return changed;
}

socket_emitter socket_emitter::compress(bool wanted) const {
  auto changed = *this;
  changed.compress_ = wanted;
  changed.others_ = others_.compress(wanted);
  return changed;
}

timed_emitter socket::timeout(std::chrono::milliseconds deadline) {
  return {*state_->context, deadline};
}

socket_emitter socket::volatile_() {
  return socket_emitter{*state_->context, broadcast()}.volatile_();
}

socket_emitter socket::compress(bool wanted) {
  return socket_emitter{*state_->context, broadcast()}.compress(wanted);
}

broadcast_operator socket::broadcast() const {
  return {
    state_->core, state_->context->nsp(), state_->context->slot(),
    state_->shared};
}

broadcast_operator socket::nsp() const {
  return {state_->core, state_->context->nsp(), {}, state_->shared};
}

broadcast_operator socket::to(const troupe::rooms& in) const {
  return broadcast().to(in);
}

broadcast_operator socket::except(const troupe::rooms& out) const {
  return broadcast().except(out);
}

broadcast_operator socket::local() const {
  return broadcast().local();
}

void socket::join(const troupe::rooms& to) {
  for (const auto& room : to.names())
    state_->context->join(room);
}

bool socket::join_chosen(const std::string& room) {
  return state_->context->join_chosen(room);
}

void socket::leave(const troupe::rooms& from) {
  for (const auto& room : from.names())
    state_->context->leave(room);
}

std::string_view socket::user() const noexcept {
  const auto* who = state_->context->identity();
  return who ? std::string_view{who->user} : std::string_view{};
}

json socket::claims() const {
  const auto* who = state_->context->identity();
  return who ? json::parse(who->all, nullptr, false) : json{};
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
