#include "config/ctl_socket.hpp"
#include "config/internal_address.hpp"
#include "config/schema_parts.hpp"
#include "config/trace.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 6> levels{"trace", "debug", "info",
                                                 "warn",  "error", "off"};
constexpr std::array<std::string_view, 3> formats{"auto", "text", "json"};

constexpr std::array part{
  option{
    "log.level", text{at<&options::log, &log_options::level>, levels},
    "Least important lines to write.", on_sighup},
  option{
    "log.format", text{at<&options::log, &log_options::format>, formats},
    "How lines are written. auto: text on a terminal, otherwise JSON."},
  option{
    "log.trace",
    text{
      at<&options::log, &log_options::trace>,
      {},
      log::is_trace,
      "sid:ID, room:NAME or user:NAME"},
    "Whose messages are followed, a line for each step of each, whatever the "
    "level. Empty: nobody's.",
    on_sighup},
  option{
    "log.file", text{at<&options::log, &log_options::file>},
    "File to write to instead of standard error. It is opened anew on "
    "SIGHUP."},
  option{
    "log.file_bytes",
    byte_size{at<&options::log, &log_options::file_bytes>, 65'536, 64 * gib},
    "Size at which that file gets the number 1, the one before it 2, and so "
    "on, and a new one is begun."},
  option{
    "log.files", amount{at<&options::log, &log_options::files>, 0, 1000},
    "How many of those older files are kept. The log takes no more than "
    "file_bytes for each and for the current one."},
  option{
    "log.lines_per_second",
    count<unsigned>{
      at<&options::log, &log_options::lines_per_second>, 0, million},
    "Lines of one event in a second; the rest are counted and left out, so "
    "that no client can flood the log. 0: no bound.",
    on_sighup},
  option{
    "log.actor_tree_interval",
    millis{at<&options::log, &log_options::actor_tree_interval>, 0ms, 24h},
    "How often the tree of actors is logged. 0s: only on SIGUSR1."},
  option{
    "log.actor_tree_top",
    amount{at<&options::log, &log_options::actor_tree_top>, 0, 1000},
    "How many actors of a kind the tree names, the busiest. The others share "
    "a line."},

  option{
    "http.internal",
    text{
      at<&options::http, &http_options::internal>,
      {},
      is_internal_address,
      "a port, host:port (127.0.0.1 without a host) or \"public\""},
    "Where /metrics, /healthz and /readyz are served, for those who watch the "
    "server. \"public\": at the listeners of the clients. Empty: nowhere."},

  option{
    "ctl.socket",
    text{
      at<&options::ctl, &ctl_options::socket>,
      {},
      is_ctl_socket,
      "an absolute path or \"auto\""},
    "Unix socket that troupe ctl speaks to, for the server's own user alone. "
    "auto: <name>.sock in $RUNTIME_DIRECTORY, /run/troupe, "
    "$XDG_RUNTIME_DIR/troupe or /tmp/troupe-<uid>. Empty: none."},
};

} // namespace

std::span<const option> operations_schema() {
  return part;
}

} // namespace troupe::config
