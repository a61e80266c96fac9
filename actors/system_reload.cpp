#include "actors/auth_keys.hpp"
#include "actors/https.hpp"
#include "actors/settings.hpp"
#include "actors/system_state.hpp"
#include "config/contradictions.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

// What of the options changes while the system is at work.

namespace troupe::actors {

namespace {

/// What an I/O thread takes over.
struct changed_rules {
  net::site_rules site;
  client_settings client;
  std::vector<engine_settings> engines;
};

/// Where it stands, sessions and clients refer to what they are held to.
void take_over(session_settings& at, const changed_rules& next) {
  at.client = next.client;
  for (std::size_t i = 0; i < at.engines.size(); ++i) {
    at.engines[i].max_fragments = next.engines[i].max_fragments;
    at.engines[i].packets_per_payload = next.engines[i].packets_per_payload;
    at.engines[i].inflow = next.engines[i].inflow;
  }
}

} // namespace

bool system::reload_certificates() {
  try {
    if (state_->tls)
      actors::reload(*state_->tls, state_->given.options.tls);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void system::reload(const config::options& next) {
  auto& s = *state_;
  config::require_no_contradiction(next);
  auto auth = load_authentication(next.auth);
  if (s.tls)
    actors::reload(*s.tls, next.tls);
  s.given.options.tls = next.tls;
  const auto lifted = lift_quotas(next);
  changed_rules made{
    make_rules(lifted.cors, lifted.limits), make_client(lifted), {}};
  made.client.auth = std::move(auth);
  for (const auto& engine : s.given.engines)
    made.engines.push_back(make_engine(engine, lifted.limits));
  s.budget.set_limit(lifted.limits.queued_bytes);
  s.gate.set_bound(lifted.limits.undelivered_bytes);
  const auto shared = std::make_shared<const changed_rules>(std::move(made));
  for (std::size_t i = 0; i < s.threads.size(); ++i)
    s.threads[i]->post(
      [shared, rules = &s.site.rules[i], at = s.thread_settings[i].get()] {
        *rules = shared->site;
        take_over(*at, *shared);
      });
  if (s.accepting)
    s.accepting->post(
      [shared, rules = &s.site.rules.back()] { *rules = shared->site; });
}

} // namespace troupe::actors
