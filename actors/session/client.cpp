#include "actors/session/client.hpp"

#include "actors/session/socket_session.hpp"
#include "config/log.hpp"
#include "config/trace.hpp"
#include "messages/msgpack.hpp"
#include "messages/msgpack_explain.hpp"
#include "messages/socketio_explain.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace troupe::actors {

using messages::close_reason;
namespace sio = messages::socketio;

namespace {

/// How long the rest of a binary packet may take.
constexpr auto attachments_timeout = std::chrono::seconds{30};

raw_arguments
split(const messages::socketio::packet& p, attachments_ptr attachments) {
  return {messages::array_elements(p.data), std::move(attachments)};
}

} // namespace

client::client(
  client_host& host, const application& app, const client_settings& settings,
  socketio_revision revision)
  : host_{host}
  , app_{app}
  , settings_{settings}
  , reassembly_{settings.max_bytes}
  , revision_{revision} {
}

client::~client() = default;

bool client::by_nsp::operator()(
  const socket_ptr& a, const socket_ptr& b) const noexcept {
  return a->nsp() < b->nsp();
}

bool client::by_nsp::operator()(
  const socket_ptr& a, std::string_view b) const noexcept {
  return a->nsp() < b;
}

bool client::by_nsp::operator()(
  std::string_view a, const socket_ptr& b) const noexcept {
  return a < b->nsp();
}

void client::on_open(clock::time_point now) {
  connect_deadline_ = now + settings_.connect_timeout;
  if (revision_ != socketio_revision::v4)
    return;
  packet implied;
  implied.type = sio::packet_type::connect;
  take(implied, nullptr);
}

void client::on_message(std::string_view message, bool binary) {
  if (ended_)
    return;
  if (parser_ == parser::unknown)
    choose_parser(binary);
  if (parser_ == parser::msgpack)
    binary ? on_msgpack(message)
           : violated("got plaintext data instead of MessagePack");
  else
    binary ? on_bytes(message) : on_text(message);
}

void client::choose_parser(bool binary) {
  // To one of protocol 4 text has been sent already.
  const bool packed = binary && revision_ == socketio_revision::v5;
  parser_ = packed ? parser::msgpack : parser::text;
  if (packed)
    host_.speak_msgpack();
}

void client::on_text(std::string_view text) {
  if (reassembly_.waiting())
    return violated("got plaintext data when reconstructing a packet");
  const auto decoded = sio::decode(text, settings_.limits);
  if (const auto* error = std::get_if<sio::decode_error>(&decoded))
    return violated(sio::explain(text, *error, settings_.limits));
  const auto& p = std::get<packet>(decoded);
  if (p.attachments == 0)
    return receive(p, nullptr);
  reassembly_.begin(text, p.attachments);
  attachments_deadline_ = host_.now() + attachments_timeout;
  host_.deadline_changed();
}

void client::on_bytes(std::string_view bytes) {
  using enum messages::reassembly::result;
  if (!reassembly_.waiting())
    return violated("got binary data when not reconstructing a packet");
  const auto size = reassembly_.bytes() + bytes.size();
  const auto result = reassembly_.add(bytes);
  if (result == too_big)
    return violated(messages::over(
      "packet and attachments of", size, "bytes",
      {"engine.max_http_buffer_size", settings_.max_bytes}));
  if (result == more)
    return;
  attachments_deadline_ = clock::time_point::max();
  const std::string text = reassembly_.text();
  auto attachments =
    std::make_shared<const std::vector<std::string>>(reassembly_.take());
  // It was decoded when it came: it cannot fail now.
  const auto decoded = sio::decode(text, settings_.limits);
  receive(std::get<packet>(decoded), std::move(attachments));
}

/// What its text form may not be, it may not be either.
void client::on_msgpack(std::string_view bytes) {
  auto unpacked = messages::msgpack::unpack(bytes, settings_.limits);
  if (const auto* error = std::get_if<sio::decode_error>(&unpacked))
    return violated(
      messages::msgpack::explain(bytes, *error, settings_.limits));
  auto& [text, attached] = std::get<messages::msgpack::unpacked>(unpacked);
  const auto decoded = sio::decode(text, settings_.limits);
  if (const auto* error = std::get_if<sio::decode_error>(&decoded))
    return violated(sio::explain(text, *error, settings_.limits));
  attachments_ptr attachments;
  if (!attached.empty())
    attachments =
      std::make_shared<const std::vector<std::string>>(std::move(attached));
  receive(std::get<packet>(decoded), std::move(attachments));
}

void client::receive(const packet& p, attachments_ptr attachments) {
  if (revision_ == socketio_revision::v5)
    return take(p, std::move(attachments));
  auto modern = p;
  std::string auth;
  modernize(modern, auth);
  take(modern, std::move(attachments));
}

void client::take(const packet& p, attachments_ptr attachments) {
  if (log::tracing()) [[unlikely]]
    trace(p);
  if (p.type == sio::packet_type::connect)
    return take_connect(p);
  const auto found = sockets_.find(p.nsp);
  if (found == sockets_.end())
    return violated("packet for a namespace that is not connected");
  // A handler may disconnect the very socket that it is called for.
  const auto socket = *found;
  if (!socket->connected())
    return violated("packet for a namespace that is not connected yet");
  switch (p.type) {
  case sio::packet_type::disconnect:
    sockets_.erase(found);
    return socket->end(close_reason::client_namespace_disconnect, {});
  case sio::packet_type::event:
  case sio::packet_type::binary_event:
    return take_event(*socket, p, std::move(attachments));
  case sio::packet_type::ack:
  case sio::packet_type::binary_ack:
    return socket->on_ack(*p.id, split(p, std::move(attachments)));
  default:
    return violated("CONNECT_ERROR from a client");
  }
}

void client::take_connect(const packet& p) {
  if (sockets_.contains(p.nsp))
    return violated("namespace is connected already");
  if (sockets_.size() >= settings_.max_namespaces)
    return violated(messages::over(
      "joining namespaces:", sockets_.size() + 1, "",
      {"socketio.max_namespaces", settings_.max_namespaces}));
  if (const auto no = refuse_connect(); !no.empty()) {
    log::info("socket", "socket-refused", {{"nsp", p.nsp}, {"reason", no}});
    return host_.write(sio::encode_connect_error(p.nsp, no), false);
  }
  identity_ptr who;
  if (refuses(p, who))
    return;
  const auto wanted =
    app_.find_nsp(p.nsp, p.data.empty() ? std::string_view{"{}"} : p.data);
  if (!wanted) {
    log::info(
      "socket", "socket-refused",
      {{"nsp", p.nsp}, {"reason", "Invalid namespace"}});
    return host_.write(
      sio::encode_connect_error(p.nsp, "Invalid namespace"), false);
  }
  const auto made =
    std::make_shared<socket_session>(*this, host_, std::string{p.nsp}, p.data);
  made->set_identity(std::move(who));
  sockets_.insert(made);
  begin(made, *wanted);
}

void client::take_event(
  socket_session& to, const packet& p, attachments_ptr attachments) {
  auto arguments = split(p, std::move(attachments));
  incoming_event event;
  const auto name = arguments.values.front();
  event.name = messages::unquote(name).value_or(std::string{name});
  arguments.values.erase(arguments.values.begin());
  event.arguments = std::move(arguments);
  event.ack = p.id;
  to.on_event(std::move(event));
}

void client::violated(const messages::cause& why) {
  const auto sockets = sockets_; // a handler may end one
  for (const auto& socket : sockets)
    socket->on_error(why.text);
  host_.close(close_reason::forced_close, why);
}

void client::disconnect(socket_session& which, bool close) {
  if (ended_)
    return;
  if (!close) {
    host_.write(sio::encode_disconnect(which.nsp()), false);
    const auto found = sockets_.find(which.nsp());
    const auto socket = *found;
    sockets_.erase(found);
    return socket->end(close_reason::server_namespace_disconnect, {});
  }
  for (const auto& socket : sockets_)
    if (socket->connected())
      host_.write(sio::encode_disconnect(socket->nsp()), false);
  host_.close(
    close_reason::server_namespace_disconnect, "disconnected by the server");
}

void client::turned_away(const socket_session& which) {
  const auto found = sockets_.find(which.nsp());
  if (!ended_ && found != sockets_.end() && found->get() == &which)
    sockets_.erase(found);
}

void client::on_end(close_reason reason, const messages::cause& why) {
  if (std::exchange(ended_, true))
    return;
  std::exception_ptr thrown; // one handler that throws must not cost others
  for (const auto& socket : std::exchange(sockets_, {})) {
    try {
      socket->end(reason, why);
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  if (thrown)
    std::rethrow_exception(thrown);
}

void client::on_deadline(clock::time_point now) {
  if (ended_ || now < next_deadline())
    return;
  if (now >= connect_deadline_)
    return host_.close(
      close_reason::forced_server_close,
      messages::late(
        "no namespace joined",
        {"socketio.connect_timeout", settings_.connect_timeout}));
  if (now >= attachments_deadline_)
    return violated("attachments did not come within 30 s");
  const auto sockets = sockets_; // callbacks may change it
  for (const auto& socket : sockets)
    socket->on_deadline(now);
}

engine_protocol::clock::time_point client::next_deadline() const noexcept {
  auto next = std::min(connect_deadline_, attachments_deadline_);
  for (const auto& socket : sockets_)
    next = std::min(next, socket->next_deadline());
  return next;
}

void client::disconnect(
  const std::string& nsp, const std::string& socket_id, bool close) {
  const auto found = sockets_.find(nsp);
  if (found != sockets_.end() && (*found)->id() == socket_id)
    disconnect(**found, close);
}

void client::announce_users() {
  for (const auto& socket : sockets_)
    socket->announce_user();
}

} // namespace troupe::actors
