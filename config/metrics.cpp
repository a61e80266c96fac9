#include "config/metrics.hpp"

#include "config/log.hpp"
#include "config/metrics_text.hpp"
#include "config/process_usage.hpp"

#include <algorithm>
#include <tuple>

namespace troupe::metrics {

namespace {

constexpr std::tuple all{
  engine_connections,
  engine_handshakes,
  engine_rejections,
  engine_disconnects,
  engine_upgrades,
  engine_packets,
  engine_bytes,
  engine_send_queue,
  engine_backpressure,
  engine_slow_clients,
  engine_overloaded,
  engine_pong_rtt,
  engine_throttled,
  sockets,
  rooms,
  events,
  event_handler,
  acks,
  ack_timeouts,
  tokens,
  broadcast_fanout,
  broadcasts_dropped,
  recovery_sessions,
  recovery_attempts,
  forwarded_requests,
  cluster_nodes,
  cluster_messages,
  cluster_bytes,
  actors,
  actor_mailboxes,
  actor_restarts,
  http_connections,
  thread_stalls};

constexpr auto described = std::apply(
  [](const auto&... each) { return std::array{each.describe()...}; }, all);

constexpr bool none_is_missing() {
  return std::apply(
    [](const auto&... each) {
      slot at = 0;
      const bool in_order =
        ((std::exchange(at, each.end()) == each.first) && ...);
      return in_order && at == slots;
    },
    all);
}
static_assert(none_is_missing());

std::string_view to_text(metric_type type) {
  constexpr std::array<std::string_view, 3> names{
    "counter", "gauge", "histogram"};
  return names[static_cast<std::size_t>(type)];
}

std::size_t width(const description& of) {
  return of.type == metric_type::histogram ? of.bounds.size() + 2 : 1;
}

/// The labels of row number `row`; one with an empty value is not in use.
std::vector<label> labels_at(const description& of, std::size_t row) {
  std::vector<label> labels(of.labels.size());
  for (auto i = labels.size(); i-- > 0;) {
    const auto& known = of.labels[i];
    labels[i] = {known.name, known.value(row % known.count)};
    row /= known.count;
  }
  return labels;
}

bool in_use(const std::vector<label>& labels) {
  return std::none_of(labels.begin(), labels.end(), [](const label& each) {
    return each.value.empty();
  });
}

/// Threads are summed up one after the other: what went up on one and down on
/// another in between is no debt.
std::uint64_t gauge_value(std::uint64_t sum) {
  return sum > UINT64_MAX / 2 ? 0 : sum;
}

void write_histogram(
  text_writer& to, const description& of, std::span<const label> labels,
  std::span<const std::uint64_t> row) {
  std::vector<double> bounds;
  for (const auto bound : of.bounds)
    bounds.push_back(static_cast<double>(bound) / of.per_unit);
  to.histogram(
    labels, bounds, row.first(row.size() - 1),
    static_cast<double>(row.back()) / of.per_unit);
}

void write(
  text_writer& to, const description& of,
  std::span<const std::uint64_t> values) {
  to.begin(of.name, of.help, to_text(of.type));
  std::size_t rows = 1;
  for (const auto& each : of.labels)
    rows *= each.count;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto labels = labels_at(of, row);
    const auto mine = values.subspan(of.first + row * width(of), width(of));
    if (!in_use(labels))
      continue;
    if (of.type == metric_type::histogram)
      write_histogram(to, of, labels, mine);
    else if (of.type == metric_type::gauge)
      to.sample(labels, gauge_value(mine.front()));
    else
      to.sample(labels, mine.front());
  }
}

void write_one(
  text_writer& to, std::string_view name, std::string_view help,
  std::string_view type, auto value) {
  to.begin(name, help, type);
  to.sample({}, value);
}

void write_process(text_writer& to) {
  const auto usage = config::current_usage();
  write_one(
    to, "process_cpu_seconds_total", "CPU time of the process.", "counter",
    usage.cpu_seconds);
  write_one(
    to, "process_start_time_seconds", "When the process was started.", "gauge",
    usage.start_time);
  write_one(
    to, "process_virtual_memory_bytes", "Addresses in use.", "gauge",
    usage.virtual_bytes);
  write_one(
    to, "process_resident_memory_bytes", "Memory in use.", "gauge",
    usage.resident_bytes);
  write_one(
    to, "process_open_fds", "Open file descriptors.", "gauge", usage.open_fds);
  write_one(
    to, "process_max_fds", "File descriptors that may be open.", "gauge",
    usage.max_fds);
}

} // namespace

std::span<const description> descriptions() {
  return described;
}

std::string exposition() {
  text_writer out;
  const label version{"version", TROUPE_VERSION};
  out.begin("troupe_build_info", "Which Troupe this is.", "gauge");
  out.sample({&version, 1}, std::uint64_t{1});
  const auto values = totals();
  for (const auto& each : described)
    write(out, each, values);
  write_one(
    out, "troupe_log_lines_dropped_total",
    "Lines of the log that were lost, since it could not keep up.", "counter",
    log::dropped());
  write_process(out);
  return out.text();
}

} // namespace troupe::metrics
