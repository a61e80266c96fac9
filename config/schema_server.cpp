#include "config/listen_address.hpp"
#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 2> tls_versions{"1.2", "1.3"};

constexpr std::array part{
  option{
    "name", text{at<&options::name>},
    "Name of this node, shown in each line of its log. Empty: made up at "
    "start."},
  option{"host", text{at<&options::host>}, "Address to listen on."},
  option{
    "port", count<std::uint16_t>{at<&options::port>, 0, 65'535},
    "TCP port to listen on. 0: any free one."},
  option{
    "threads", count<unsigned>{at<&options::threads>, 0, 256},
    "Threads for network and actors. 0: one per core."},
  option{
    "listeners",
    list{
      at<&options::listeners>,
      {},
      is_listen_address,
      "http://host:port, https://host:port or unix:/path"},
    "Where to listen instead of host and port: http://127.0.0.1:3001, "
    "https://0.0.0.0:3443 (needs tls.certificate), unix:/run/troupe.sock. "
    "Empty: host and port."},

  option{
    "tls.certificate", text{at<&options::tls, &tls_options::certificate>},
    "PEM file with the certificates that https listeners show, own first.",
    on_sighup},
  option{
    "tls.key", text{at<&options::tls, &tls_options::key>},
    "PEM file of their private key.", on_sighup},
  option{
    "tls.min_version",
    text{at<&options::tls, &tls_options::min_version>, tls_versions},
    "Oldest version of TLS that is spoken.", on_sighup},
};

} // namespace

std::span<const option> server_schema() {
  return part;
}

} // namespace troupe::config
