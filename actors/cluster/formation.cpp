#include "actors/cluster/formation.hpp"

#include "actors/cluster/certificates.hpp"
#include "actors/cluster/openssl_errors.hpp"
#include "config/address.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace troupe::actors {

namespace {

std::string read_cookie(const config::cluster_options& from) {
  if (from.cookie_file.empty())
    return from.cookie;
  std::ifstream file{from.cookie_file};
  std::string cookie;
  if (!std::getline(file, cookie) || cookie.empty())
    throw std::runtime_error{
      "cluster.cookie_file: cannot read a line from " + from.cookie_file};
  return cookie;
}

void check_address(std::string_view option, const std::string& address) {
  if (!config::parse_host_port(address))
    throw std::runtime_error{
      std::string{option} + ": \"" + address +
      "\" is not host:port, as 127.0.0.1:4370"};
}

/// What other nodes dial.
const std::string& reachable_at(const config::cluster_options& options) {
  return options.advertise.empty() ? options.listen : options.advertise;
}

bool is_any_address(const std::string& address) {
  const auto host = config::parse_host_port(address)->host;
  return host == "0.0.0.0" || host == "::" || host == "*";
}

void check_reachable(const config::cluster_options& cluster) {
  if (is_any_address(reachable_at(cluster)))
    throw std::runtime_error{
      "cluster.advertise is missing: other nodes cannot dial " +
      reachable_at(cluster) +
      ", tell them which address of this node they can"};
}

} // namespace

bool is_clustered(const config::options& options) {
  return !options.cluster.listen.empty();
}

bool uses_tls(const config::options& options) {
  const auto& cluster = options.cluster;
  return !(
    cluster.certificate.empty() && cluster.key.empty() && cluster.ca.empty());
}

void check_cluster(const config::options& options) {
  const auto& cluster = options.cluster;
  if (!is_clustered(options)) {
    if (!cluster.seeds.empty() || !cluster.dns.empty())
      throw std::runtime_error{
        "cluster.listen is missing: without it there are no other nodes"};
    return;
  }
  check_address("cluster.listen", cluster.listen);
  if (!cluster.advertise.empty())
    check_address("cluster.advertise", cluster.advertise);
  if (!cluster.dns.empty())
    check_address("cluster.dns", cluster.dns);
  for (const auto& seed : cluster.seeds)
    check_address("cluster.seeds", seed);
  if (cluster.timeout < 2 * cluster.heartbeat)
    throw std::runtime_error{
      "cluster.timeout must be at least twice cluster.heartbeat"};
  if (uses_tls(options)) {
    check_certificates(cluster);
    return check_reachable(cluster);
  }
  const auto host = config::parse_host_port(cluster.listen)->host;
  if (!config::is_loopback(host))
    throw std::runtime_error{
      "cluster.listen: " + cluster.listen +
      " can be reached from other machines, which needs TLS between the "
      "nodes: set cluster.certificate, cluster.key and cluster.ca "
      "(script/cluster-certs makes some for a try-out)"};
}

greeting make_greeting(const config::options& options, std::uint32_t number) {
  const auto& cluster = options.cluster;
  return {
    cluster.name,
    read_cookie(cluster),
    {options.name, reachable_at(cluster), number}};
}

peer_settings make_peer_settings(const config::options& options) {
  const auto& cluster = options.cluster;
  return {cluster.heartbeat, cluster.timeout, cluster.queue_bytes};
}

std::unique_ptr<certificate_files> load_remoting(
  caf::actor_system_config& config, const config::options& options) {
  if (!is_clustered(options))
    return nullptr;
  const auto& cluster = options.cluster;
  config.load<caf::io::middleman>();
  // CAF's own heartbeats end a connection that has died in silence, so that
  // the next dial makes a new one; links look closer than that.
  config.set(
    "middleman.heartbeat-interval", caf::timespan{2 * cluster.heartbeat});
  config.set("middleman.connection-timeout", caf::timespan{cluster.timeout});
  config.set("middleman.enable-automatic-connections", false);
  config.set("middleman.attach-utility-actors", false);
  if (!uses_tls(options))
    return nullptr;
  keep_openssl_errors_apart();
  config.load<caf::openssl::manager>();
  auto files = std::make_unique<certificate_files>(cluster);
  config.openssl_certificate = files->certificate.path();
  config.openssl_key = files->key.path();
  config.openssl_cafile = files->ca.path();
  return files;
}

} // namespace troupe::actors
