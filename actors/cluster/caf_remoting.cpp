#include "actors/cluster/caf_remoting.hpp"

#include "actors/type_ids.hpp"
#include "config/address.hpp"
#include "net/dial.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor.hpp>
#include <caf/openssl/manager.hpp>
#include <caf/scoped_actor.hpp>

#include <set>
#include <stdexcept>
#include <utility>

namespace troupe::actors {

namespace {

constexpr auto probe_patience = std::chrono::seconds{1};
constexpr auto connect_patience = std::chrono::seconds{3};

caf::io::middleman_actor middleman_of(caf::actor_system& system, bool tls) {
  return tls ? system.openssl_manager().actor_handle()
             : system.middleman().actor_handle();
}

/// Asks the middleman, and ends with its answer.
void connect(
  caf::event_based_actor* self, const caf::io::middleman_actor& by,
  const config::host_port& to, const remoting::reached& done) {
  self->request(by, connect_patience, caf::connect_atom_v, to.host, to.port)
    .then(
      [done](
        const caf::node_id&, const caf::strong_actor_ptr& found,
        const std::set<std::string>&) {
        done(found, found ? "" : "it is no node of ours");
      },
      [self, done](const caf::error& failed) {
        done(nullptr, self->system().render(failed));
      });
}

} // namespace

void caf_remoting::listen(
  const std::string& address, const cluster_actor& whom) {
  const auto at = config::parse_host_port(address);
  if (!at)
    throw std::runtime_error{"cluster.listen: not host:port: " + address};
  caf::scoped_actor self{system_};
  std::string error;
  self
    ->request(
      middleman_of(system_, tls_), connect_patience, caf::publish_atom_v,
      at->port, caf::actor_cast<caf::strong_actor_ptr>(whom),
      std::set<std::string>{}, at->host, true)
    .receive(
      [](std::uint16_t) {},
      [&](const caf::error& failed) { error = system_.render(failed); });
  if (!error.empty())
    throw std::runtime_error{
      "cluster.listen: cannot listen on " + address + ": " + error};
}

void caf_remoting::dial(const std::string& address, reached done) {
  const auto to = config::parse_host_port(address);
  if (!to)
    return done(nullptr, "not host:port");
  net::probe(
    on_, to->host, to->port, probe_patience,
    [this, to = *to, done = std::move(done)](const std::string& error) {
      if (!error.empty())
        done(nullptr, error);
      else
        system_.spawn<caf::hidden>(
          connect, middleman_of(system_, tls_), to, done);
    });
}

void caf_remoting::resolve(const std::string& name, found done) {
  const auto what = config::parse_host_port(name);
  if (!what)
    return done({});
  net::resolve(on_, what->host, what->port, std::move(done));
}

} // namespace troupe::actors
