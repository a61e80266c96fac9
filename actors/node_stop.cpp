#include "actors/node.hpp"

#include <memory>

// The end of a node, in order.

namespace troupe::actors {

namespace {

/// For the peers to hear all and say so.
constexpr auto farewell_patience = std::chrono::seconds{1};
/// For the actors to end before the log says which ones have not.
constexpr auto ending_patience = std::chrono::seconds{1};

} // namespace

void node::stop_all(std::chrono::milliseconds patience) {
  stopping_ = true;
  // Freed when the last registry has answered, or failed to.
  const std::shared_ptr<void> closed{
    nullptr, [this](void*) { leave_when_said(); }};
  for (const auto& c : children_)
    if (c.what == kind::session_registry && !c.actor)
      end_sessions(*around_.sessions[c.place]);
  for (const auto& c : children_)
    if (c.what == kind::session_registry && c.actor)
      request(
        caf::actor_cast<session_registry_actor>(c.actor), patience,
        close_sessions{patience})
        .then(
          [closed](all_closed) {},
          [closed, this](const caf::error& failed) {
            log::error(
              "actors", "sessions-not-closed",
              {{"reason", system().render(failed)}});
          });
}

/// For sessions whose registry is just away: nobody else will tell them.
void node::end_sessions(session_context& orphans) {
  orphans.thread.unit.thread().post([&orphans] {
    for (const auto& [sid, session] : orphans.roster)
      caf::anon_send(
        session,
        session_event{end_session{
          messages::close_reason::server_shutting_down, "the server stops"}});
  });
}

/// What the last sessions said is on its way to the adapters: once they have
/// answered it has been passed to the peers.
void node::leave_when_said() {
  const std::shared_ptr<void> said{nullptr, [this](void*) { leave(); }};
  for (const auto& c : children_)
    if ((c.what == kind::adapter || c.what == kind::user_registry) && c.actor)
      request(
        caf::actor_cast<user_registry_actor>(c.actor), farewell_patience,
        describe{})
        .then([said](const described&) {}, [said](const caf::error&) {});
}

void node::leave() {
  const auto cluster = cluster_now();
  if (!cluster)
    return end_children();
  request(cluster, farewell_patience, leave_cluster{})
    .then(
      [this](cluster_left) { end_children(); },
      [this](const caf::error& failed) {
        log::warn(
          "cluster", "farewell-cut-short",
          {{"reason", system().render(failed)}});
        end_children();
      });
}

void node::end_children() {
  for (auto c = children_.rbegin(); c != children_.rend(); ++c)
    if (c->actor)
      send_exit(
        caf::actor_cast<caf::actor>(c->actor), caf::exit_reason::user_shutdown);
  delayed_send(this, ending_patience, ending_overdue{});
}

void node::tell_who_lives() {
  for (const auto& c : children_)
    if (c.actor)
      log::error(
        "actors", "actor-not-ended",
        {{"kind", describe_kind(c.what)}, {"name", c.name}});
}

} // namespace troupe::actors
