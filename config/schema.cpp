#include "config/schema.hpp"

#include "config/schema_parts.hpp"

#include <array>
#include <vector>

namespace troupe::config {

namespace {

constexpr std::array<section, 15> all_sections{{
  {"", "Server"},
  {"tls", "TLS of https listeners"},
  {"engine", "Engine.IO: transports, heartbeat, queues"},
  {"socketio", "Socket.IO"},
  {"recovery", "Connection state recovery"},
  {"cors", "Access from pages of other origins"},
  {"auth", "Who clients are"},
  {"limits", "What one client may cost"},
  {"log", "Log"},
  {"http", "Metrics and health"},
  {"ctl", "The socket of troupe ctl"},
  {"node", "Start and stop"},
  {"cluster", "Cluster: the nodes that are one server together"},
  {"web", "The page at /"},
  {"chat", "The chat application"},
}};

} // namespace

std::span<const option> schema() {
  static const auto all = [] {
    std::vector<option> parts;
    for (const auto part :
         {server_schema(), engine_schema(), socketio_schema(), auth_schema(),
          limits_schema(), rates_schema(), operations_schema(), node_schema()})
      parts.insert(parts.end(), part.begin(), part.end());
    return parts;
  }();
  return all;
}

std::span<const section> sections() {
  return all_sections;
}

} // namespace troupe::config
