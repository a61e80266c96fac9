#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array part{
  option{
    "limits.enabled", boolean{at<&options::limits, &limit_options::enabled>},
    "Whether rates and quotas apply. A parser's bounds always do.", on_sighup},
  option{
    "limits.header_bytes",
    byte_size{at<&options::limits, &limit_options::header_bytes>, 256, million},
    "Bytes of all headers of an HTTP request.", on_sighup},
  option{
    "limits.header_count",
    amount{at<&options::limits, &limit_options::header_count>, 1, 10'000},
    "Headers of an HTTP request.", on_sighup},
  option{
    "limits.request_line",
    byte_size{at<&options::limits, &limit_options::request_line>, 64, million},
    "Bytes of the first line of an HTTP request.", on_sighup},
  option{
    "limits.header_timeout",
    millis{at<&options::limits, &limit_options::header_timeout>, 1ms, 1h},
    "Time in which a request's headers must have arrived.", on_sighup},
  option{
    "limits.body_timeout",
    millis{at<&options::limits, &limit_options::body_timeout>, 1ms, 1h},
    "Time in which a request's body must have arrived.", on_sighup},
  option{
    "limits.idle_timeout",
    millis{at<&options::limits, &limit_options::idle_timeout>, 1ms, 1h},
    "How long an HTTP connection may stay open between requests.", on_sighup},
  option{
    "limits.requests_per_connection",
    amount{
      at<&options::limits, &limit_options::requests_per_connection>, 1, gib},
    "Requests answered on one HTTP connection before it is closed.", on_sighup},
  option{
    "limits.connections",
    amount{at<&options::limits, &limit_options::connections>, 1, 10 * million},
    "TCP connections open at a time.", on_sighup},
  option{
    "limits.packets_per_payload",
    amount{
      at<&options::limits, &limit_options::packets_per_payload>, 1, million},
    "Packets in one POST of a polling client.", on_sighup},
  option{
    "limits.json_depth",
    amount{at<&options::limits, &limit_options::json_depth>, 1, 1024},
    "How deep arrays and objects of a packet may be nested.", on_sighup},
  option{
    "limits.json_nodes",
    amount{at<&options::limits, &limit_options::json_nodes>, 1, 100 * million},
    "Values in a packet, counting each element and member.", on_sighup},
  option{
    "limits.arguments",
    amount{at<&options::limits, &limit_options::arguments>, 1, million},
    "Arguments of one event.", on_sighup},
  option{
    "limits.attachments",
    amount{at<&options::limits, &limit_options::attachments>, 0, million},
    "Binary attachments of one packet.", on_sighup},
  option{
    "limits.fragments",
    amount{at<&options::limits, &limit_options::fragments>, 1, million},
    "Frames one WebSocket message may come in.", on_sighup},
  option{
    "limits.rooms_per_socket",
    amount{at<&options::limits, &limit_options::rooms_per_socket>, 1, million},
    "Rooms one socket may be in at a time.", on_sighup},
  option{
    "limits.name_bytes",
    byte_size{at<&options::limits, &limit_options::name_bytes>, 1, 65'536},
    "Bytes in the name of an event, a room or a namespace.", on_sighup},
  option{
    "limits.queued_bytes",
    byte_size{
      at<&options::limits, &limit_options::queued_bytes>, 0, 1024 * gib},
    "Bytes that may wait for all clients together. Above, new sessions are "
    "refused. 0: a quarter of the memory that the process may use.",
    on_sighup},
  option{
    "limits.undelivered_bytes",
    byte_size{
      at<&options::limits, &limit_options::undelivered_bytes>, 4096,
      1024 * gib},
    "Bytes of broadcasts that may be on their way to the sockets. Above, who "
    "broadcasts is not read; above twice that, broadcasts are dropped.",
    on_sighup},
};

} // namespace

std::span<const option> limits_schema() {
  return part;
}

} // namespace troupe::config
