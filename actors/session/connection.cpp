#include "actors/session/connection.hpp"

#include "actors/type_ids.hpp"
#include "config/metrics.hpp"
#include "net/engine_request.hpp"

#include <caf/mailbox_element.hpp>

#include <algorithm>
#include <utility>

namespace troupe::actors {

using messages::close_reason;
namespace eio = messages::engineio;

namespace {

net::transport_kind first_transport(const net::request& first) {
  return first.asks_websocket() ? net::transport_kind::websocket
                                : net::transport_kind::polling;
}

engine_revision revision_of(const net::request& first) {
  return net::is_eio4(first) ? engine_revision::v4 : engine_revision::v3;
}

/// JSONP has no bytes either: its answers are scripts.
messages::packet_form form_of(const net::request& first) {
  using messages::packet_form;
  if (net::is_eio4(first))
    return packet_form::ordinary;
  return first.parameter("b64") || first.parameter("j")
           ? packet_form::engine3_base64
           : packet_form::engine3;
}

net::string_pairs
cookie_header(const engine_settings& of, std::string_view sid) {
  if (of.cookie.empty())
    return {};
  return {
    {"Set-Cookie", of.cookie + "=" + std::string{sid} + of.cookie_attributes}};
}

/// What goes along with the handshake; null if nothing does.
messages::frame_ptr first_message(const engine_settings& of) {
  return of.initial_packet.empty() ? nullptr
                                   : eio::make_text_message(of.initial_packet);
}

/// Null if the client has gone; `glued` is what came behind its request.
std::unique_ptr<net::websocket_transport> accept_websocket(
  net::exchange& asked, const engine_settings& of, std::string& glued) {
  net::websocket_transport::settings with{of.max_message, of.max_fragments};
  with.inflow = &of.inflow;
  std::string extensions;
  if (of.deflate.enabled && asked.takes_extensions())
    if (const auto terms = net::agree_on_deflate(asked.head())) {
      with.deflate_window = terms->window_bits;
      with.deflate_from = of.deflate.threshold;
      extensions = terms->answer;
    }
  auto stream = asked.accept_websocket(glued, extensions);
  if (!stream)
    return nullptr;
  return std::make_unique<net::websocket_transport>(std::move(stream), with);
}

} // namespace

connection::connection(
  caf::actor_config& config, io_unit* unit, session_context& context,
  std::string_view sid, unsigned engine, const net::request& first)
  : traced{config, unit}
  , context_{context}
  , settings_{context.settings.engines.at(engine)}
  , sid_(sid.data(), std::min(sid.size(), session_ids::length))
  , engine_number_{static_cast<std::uint16_t>(engine)}
  , long_sid_{sid.size() > session_ids::length ? std::make_unique<const std::string>(sid) : nullptr}
  , facts_{net::packed_head{first, settings_.keep_headers}, std::chrono::system_clock::now()}
  , engine_{settings_.timing, first_transport(first), *this, clock::now(), revision_of(first)}
  , timer_{[this] { run(deadline_reached{}); }}
  , form_{form_of(first)} {
  work().share(unit->connections());
  if (settings_.sessions)
    settings_.sessions->fetch_add(1, std::memory_order_relaxed);
}

connection::~connection() = default;

connection::behavior_type connection::make_behavior() {
  return {
    [this](const session_event& m) {
      std::visit([this](const auto& what) { handle(what); }, m.what);
    },
    [this](const disconnect_socket& m) { handle(m); },
  };
}

template <class Event>
void connection::run(Event what) {
  // A call downward may tell of something at once (a POST that is complete,
  // a poll too many): it belongs to the message that is being handled.
  if (inside_)
    return act(what);
  caf::mailbox_element_vals<session_event> element{
    nullptr, caf::make_message_id(), {}, session_event{std::move(what)}};
  const auto keep = caf::actor_cast<connection_actor>(this);
  activate(unit(), element);
}

void connection::on_packets(
  net::transport& from, std::span<const eio::packet> packets) {
  run(packets_received{&from, packets});
}

void connection::on_transport_end(
  net::transport& from, close_reason reason, const messages::cause& why) {
  run(transport_ended{&from, reason, why});
}

void connection::on_stuck(
  net::transport& from, std::chrono::milliseconds how_long) {
  const auto patience = settings_.queue.patience;
  if (patience.count() == 0 || how_long < patience)
    return;
  run(transport_stuck{&from, how_long});
}

void connection::act(const end_session& m) {
  engine_.close(m.reason, m.why);
  if (m.reason == close_reason::server_shutting_down)
    quit(); // one that waits for a last poll waits no longer
}

void connection::act(announce_users) {
  if (protocol_)
    protocol_->announce_users();
}

void connection::act(const actors::session_told& m) {
  if (protocol_ && engine_.open())
    protocol_->on_session_told(m.nsp, m.pid, m.come);
}

void connection::act(const disconnect_socket& m) {
  if (protocol_ && engine_.open())
    protocol_->disconnect(m.nsp, m.socket_id, m.close);
}

void connection::act(const run_task& m) {
  m.what();
  arm();
}

void connection::act(const exchange_arrived& m) {
  const auto& asked = m.asked;
  if (!std::exchange(opened_, true))
    open(asked);
  else if (!asked->open() || refuses(*asked))
    return;
  else if (revision_of(asked->head()) != engine_.revision())
    asked->refuse(net::explain_protocol_mismatch(asked->head()));
  else if (asked->head().asks_websocket())
    take_upgrade(asked);
  else if (!polling_ || asked->head().parameter("transport") != "polling")
    asked->refuse(net::explain_mismatch(asked->head(), engine_.transport()));
  else
    polling_->take(asked);
  arm();
}

void connection::open(const std::shared_ptr<net::exchange>& asked) {
  count_opened();
  bind(asked->head());
  const auto& app = *context_.settings.app;
  client_host& host = *this;
  auto raw = std::make_unique<raw_session>(
    host, static_cast<raw_host&>(*this), std::string{sid()});
  if (auto handler = app.make_raw_handler(engine_number_, raw->context())) {
    raw->set_handler(std::move(handler));
    protocol_ = std::move(raw);
    bare_ = true;
  } else {
    protocol_ = std::make_unique<client>(
      host, app, context_.settings.client,
      engine_.revision() == engine_revision::v4 ? socketio_revision::v5
                                                : socketio_revision::v4);
  }
  log::debug(
    "session", "session-opened",
    {{"sid", sid_prefix()},
     {"transport", to_string(engine_.transport())},
     {"remote", facts_.head.remote_address()}});
  if (engine_.transport() == net::transport_kind::polling)
    open_polling(asked);
  else
    open_websocket(asked);
  if (engine_.open())
    protocol_->on_open(clock::now());
}

void connection::open_polling(const std::shared_ptr<net::exchange>& asked) {
  const auto packet = eio::make_open(
    {sid(), settings_.allow_upgrades, settings_.timing.ping_interval.count(),
     settings_.timing.ping_timeout.count(), settings_.max_message});
  make_polling();
  const bool told = net::polling_transport::open(
    *asked, packet, first_message(settings_), cookie_header(settings_, sid()));
  if (!told)
    engine_.close(close_reason::transport_close, "gone at once");
}

void connection::open_websocket(const std::shared_ptr<net::exchange>& asked) {
  std::string glued;
  websocket_ = accept_websocket(*asked, settings_, glued);
  if (!websocket_)
    return engine_.close(close_reason::transport_close, "gone at once");
  if (engine_.revision() == engine_revision::v3)
    websocket_->speak_eio3();
  websocket_->start(*this, std::move(glued));
  websocket_->send(eio::make_open(
    {sid(), false, settings_.timing.ping_interval.count(),
     settings_.timing.ping_timeout.count(), settings_.max_message}));
  if (const auto first = first_message(settings_))
    websocket_->send(first);
}

void connection::take_upgrade(const std::shared_ptr<net::exchange>& asked) {
  const bool wanted =
    settings_.allow_upgrades && polling_ && engine_.begin_probe(clock::now());
  std::string glued;
  auto probe = accept_websocket(*asked, settings_, glued);
  if (!probe) {
    if (wanted)
      engine_.probe_lost();
    return;
  }
  if (engine_.revision() == engine_revision::v3)
    probe->speak_eio3();
  if (wanted) {
    websocket_ = std::move(probe);
    websocket_->start(*this, std::move(glued));
  } else {
    // As Socket.IO's server: accepted and closed, the session unharmed.
    log_failed_upgrade(no_upgrade());
    metrics::engine_upgrades.count(metrics::upgrade_result::refused);
    probe->close();
    unit()->thread().retire(std::move(probe));
  }
}

void connection::act(const packets_received& batch) {
  const bool probe = batch.from == websocket_.get() && engine_.probing();
  const auto now = context_.lap_began = clock::now();
  for (const auto& packet : batch.packets) {
    // The probe may become the transport in the middle of a batch.
    if (probe && engine_.probing())
      engine_.on_probe_packet(packet, now);
    else if (batch.from == current())
      engine_.on_packet(packet, now);
  }
  arm();
}

void connection::act(const transport_ended& news) {
  if (news.from == websocket_.get() && engine_.probing()) {
    engine_.probe_lost();
    log_failed_upgrade(news.why);
    unit()->thread().retire(std::move(websocket_));
  } else if (news.from == current() && engine_.open()) {
    engine_.close(news.reason, news.why);
  } else if (news.from == polling_.get() && !engine_.open()) {
    quit(); // its last words have been fetched
  }
  arm();
}

} // namespace troupe::actors
