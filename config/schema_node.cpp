#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array part{
  option{
    "node.drain_timeout",
    millis{at<&options::node, &node_options::drain_timeout>, 0ms, 1h},
    "Time from SIGTERM until connections still open are cut."},
  option{
    "node.stuck_timeout",
    whole_seconds{at<&options::node, &node_options::stuck_timeout>, 0s, 24h},
    "How long a handler may hold up an I/O thread before the process ends by "
    "SIGABRT. 0s: it is only logged, after 5s."},

  option{
    "cluster.listen", text{at<&options::cluster, &cluster_options::listen>},
    "Address for the other nodes, as 127.0.0.1:4370. Empty: no cluster."},
  option{
    "cluster.advertise",
    text{at<&options::cluster, &cluster_options::advertise>},
    "Address that the other nodes dial. Empty: cluster.listen."},
  option{
    "cluster.seeds", list{at<&options::cluster, &cluster_options::seeds>},
    "Addresses of other nodes. One that answers knows the rest."},
  option{
    "cluster.dns", text{at<&options::cluster, &cluster_options::dns>},
    "Name and port whose addresses are all seeds, asked again every 5s."},
  option{
    "cluster.name", text{at<&options::cluster, &cluster_options::name>},
    "Name of the cluster. Nodes of another one are refused."},
  option{
    "cluster.cookie", text{at<&options::cluster, &cluster_options::cookie>},
    "Secret of the cluster. Nodes that do not know it are refused."},
  option{
    "cluster.cookie_file",
    text{at<&options::cluster, &cluster_options::cookie_file>},
    "File whose first line is that secret."},
  option{
    "cluster.heartbeat",
    millis{at<&options::cluster, &cluster_options::heartbeat>, 10ms, 1min},
    "How often a node says that it is there."},
  option{
    "cluster.timeout",
    millis{at<&options::cluster, &cluster_options::timeout>, 100ms, 1h},
    "A node that is silent for so long is down."},
  option{
    "cluster.queue_bytes",
    byte_size{
      at<&options::cluster, &cluster_options::queue_bytes>, million, 64 * gib},
    "What may wait for one node before the link to it is made anew."},
  option{
    "cluster.certificate",
    text{at<&options::cluster, &cluster_options::certificate>},
    "PEM file of this node for TLS between nodes, with key and ca."},
  option{
    "cluster.key", text{at<&options::cluster, &cluster_options::key>},
    "PEM file of its key."},
  option{
    "cluster.ca", text{at<&options::cluster, &cluster_options::ca>},
    "PEM file of the authority that all nodes' certificates are from."},

  option{
    "web.directory", text{at<&options::web, &web_options::directory>},
    "Folder of the page at /. Empty: the page that comes with Troupe."},
  option{
    "web.enabled", boolean{at<&options::web, &web_options::enabled>},
    "Whether to serve that page."},

  option{
    "chat.test_events", boolean{at<&options::chat, &chat_options::test_events>},
    "Whether the chat answers the events echo, noop and flood, for tests "
    "and benchmarks."},
};

} // namespace

std::span<const option> node_schema() {
  return part;
}

} // namespace troupe::config
