#include "actors/session/connection.hpp"
#include "config/log.hpp"

// What a client is held to, and what is counted for its address.

namespace troupe::actors {

void connection::make_polling() {
  net::transport_events& events = *this;
  const net::polling_transport::settings with{
    settings_.packets_per_payload, settings_.http_compression_from,
    &settings_.inflow};
  polling_ =
    std::make_unique<net::polling_transport>(unit()->thread(), events, with);
  if (engine_.revision() == engine_revision::v3)
    polling_->speak_eio3();
}

void connection::on_held_back(
  net::transport& from, clock::duration wait, const messages::bound* began) {
  if (&from != current())
    return;
  engine_.held_back(clock::now() + wait);
  if (began)
    log::info(
      "session", "client-throttled",
      {{"sid", sid_prefix()},
       {"transport", to_string(from.kind())},
       {"option", began->option},
       {"limit", began->limit},
       {"remote", facts_.head.remote_address()}});
}

void connection::auth_failed() {
  const auto most = context_.settings.client.failed_auth_per_minute;
  const auto from = config::parse_ip(facts_.head.remote_address());
  if (most > 0 && from && context_.settings.quotas)
    context_.settings.quotas->count_failed_auth(*from, most, clock::now());
}

bool connection::auth_blocked() {
  const auto most = context_.settings.client.failed_auth_per_minute;
  if (most == 0)
    return false;
  const auto from = config::parse_ip(facts_.head.remote_address());
  return from && context_.settings.quotas &&
         context_.settings.quotas->auth_blocked(*from, most, clock::now());
}

} // namespace troupe::actors
