#include "config/ip_address.hpp"
#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array part{
  option{
    "limits.pending_acks",
    amount{at<&options::limits, &limit_options::pending_acks>, 1, million},
    "Acknowledgements a socket may wait for at a time.", on_sighup},
  option{
    "limits.events_per_second",
    amount{at<&options::limits, &limit_options::events_per_second>, 0, million},
    "Packets of one connection: events, acknowledgements, attachments. Above "
    "it, less is read from that connection. 0: no bound.",
    on_sighup},
  option{
    "limits.events_burst",
    amount{at<&options::limits, &limit_options::events_burst>, 1, million},
    "How many of them may come at once after a pause.", on_sighup},
  option{
    "limits.bytes_per_second",
    byte_size{at<&options::limits, &limit_options::bytes_per_second>, 0, gib},
    "Bytes of one connection, and as many at once after a pause. Above it, "
    "less is read from that connection. 0: no bound.",
    on_sighup},
  option{
    "limits.rate_patience",
    millis{at<&options::limits, &limit_options::rate_patience>, 0ms, 1h},
    "How long a connection may stay above its rates before it is closed. 0s: "
    "for ever.",
    on_sighup},
  option{
    "limits.connects_per_second",
    amount{
      at<&options::limits, &limit_options::connects_per_second>, 0, million},
    "Namespaces one client may ask to join, and socketio.max_namespaces at "
    "once after a pause. 0: no bound.",
    on_sighup},
  option{
    "limits.connections_per_address",
    amount{
      at<&options::limits, &limit_options::connections_per_address>, 0,
      10 * million},
    "TCP connections of one IPv4 address, or one IPv6 network of 64 bits. 0: "
    "no bound.",
    on_sighup},
  option{
    "limits.handshakes_per_second",
    amount{
      at<&options::limits, &limit_options::handshakes_per_second>, 0, million},
    "Sessions all clients together may ask for, and as many at once after a "
    "pause. 0: no bound.",
    on_sighup},
  option{
    "limits.handshakes_per_second_per_address",
    amount{
      at<&options::limits, &limit_options::handshakes_per_second_per_address>,
      0, million},
    "Sessions one address may ask for. 0: no bound.", on_sighup},
  option{
    "limits.handshakes_burst_per_address",
    amount{
      at<&options::limits, &limit_options::handshakes_burst_per_address>, 1,
      million},
    "How many of them at once after a pause.", on_sighup},
  option{
    "limits.failed_auth_per_minute",
    amount{
      at<&options::limits, &limit_options::failed_auth_per_minute>, 0, million},
    "Refusals of middlewares and of allow_request that one address may "
    "collect before it has to wait. 0: no bound.",
    on_sighup},
  option{
    "limits.trusted_proxies",
    list{
      at<&options::limits, &limit_options::trusted_proxies>,
      {},
      is_trusted_proxy,
      "addresses, networks like 10.0.0.0/8, or unix"},
    "Proxies whose X-Forwarded-For, or Forwarded, says who the client is. "
    "Nobody else's is looked at.",
    on_sighup},
};

} // namespace

std::span<const option> rates_schema() {
  return part;
}

} // namespace troupe::config
