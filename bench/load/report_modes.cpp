#include "bench/load/losses.hpp"
#include "bench/load/report.hpp"

namespace troupe::bench {

namespace {

/// What a mode counts, as the keys spell it.
struct unit {
  std::string singular;
  std::string plural;
};

/// So many of something in the windows: per second, per second of the server's
/// CPU time, and what each has cost it.
void report_rate(
  sheet& to, const unit& what, std::uint64_t done, const results& found) {
  const auto amount = static_cast<double>(done);
  const auto cpu = found.server_cpu();
  to.figure(what.plural + "_per_s", per(amount, found.seconds));
  to.figure(what.plural + "_per_server_cpu_s", per(amount, cpu));
  to.figure("server_us_per_" + what.singular, per(cpu, amount) * 1e6);
}

void print_rate(
  sheet& to, const char* title, std::uint64_t done, const results& found) {
  const auto amount = static_cast<double>(done);
  to.line(title, "%.0f /s", per(amount, found.seconds));
  if (found.server_cpu() > 0)
    to.line(
      "per server CPU second", "%.0f = %.3f us each",
      per(amount, found.server_cpu()), per(found.server_cpu(), amount) * 1e6);
}

void report_backlog(sheet& to, const options& chosen, const results& found) {
  to.figure("backlog_max", found.backlog.highest);
  to.figure("backlog_end", found.backlog.end);
  if (chosen.open_loop())
    to.line(
      "backlog", "at most %llu messages, %llu in the end",
      ull(found.backlog.highest), ull(found.backlog.end));
}

void report_packets(sheet& to, const results& found) {
  to.figure(
    "frames_per_read", per(
                         static_cast<double>(found.measured[count::packets]),
                         static_cast<double>(found.measured[count::reads])));
  const auto bytes = static_cast<double>(found.measured[count::bytes]);
  to.figure("mib_per_s", per(bytes, found.seconds) / (1024 * 1024));
}

/// What members got that they should not, and what they did not; true if it was
/// neither.
bool report_checks(
  sheet& to, const results& found, const loss_figures& losses) {
  const auto& all = found.whole;
  to.figure("received_total", all[count::deliveries]);
  to.figure("lost", losses.lost);
  to.figure("undelivered", losses.undelivered);
  to.figure("duplicates", all[count::duplicates]);
  to.figure("order_violations", all[count::late]);
  to.figure("gaps", all[count::gaps]);
  to.figure("wrong_room", all[count::wrong_room]);
  to.figure("unmarked", all[count::unmarked]);
  to.figure("stalls", all[count::stalls]);
  to.line(
    "whole run",
    "received %llu lost %llu (undelivered %llu) dup %llu order %llu gaps %llu "
    "wrong-room %llu stalls %llu",
    ull(all[count::deliveries]), ull(losses.lost), ull(losses.undelivered),
    ull(all[count::duplicates]), ull(all[count::late]), ull(all[count::gaps]),
    ull(all[count::wrong_room]), ull(all[count::stalls]));
  return losses.lost == 0 && all[count::duplicates] == 0 &&
         all[count::late] == 0 && all[count::wrong_room] == 0;
}

bool report_broadcast(sheet& to, const options& chosen, const results& found) {
  const auto& in = found.measured;
  const auto published = static_cast<double>(in[count::published]);
  to.figure("publishes_per_s", per(published, found.seconds));
  report_rate(to, {"delivery", "deliveries"}, in[count::deliveries], found);
  report_packets(to, found);
  to.figure("expected_total", found.whole[count::expected]);
  report_backlog(to, chosen, found);
  to.line("publishes", "%.0f /s", per(published, found.seconds));
  print_rate(to, "DELIVERIES", in[count::deliveries], found);
  const bool good = report_checks(to, found, losses(found, mode::broadcast));
  to.latencies("latency", found.spent.latency);
  to.latencies("fanout", found.spent.fanout);
  to.line("delivery latency", found.spent.latency);
  to.line("whole-room latency", found.spent.fanout);
  return good;
}

bool report_echo(sheet& to, const options& chosen, const results& found) {
  const auto& all = found.whole;
  const auto trips = found.measured[count::acks];
  const auto missed = losses(found, mode::echo);
  report_rate(to, {"round_trip", "round_trips"}, trips, found);
  report_packets(to, found);
  to.figure("bad_acks", all[count::bad_acks]);
  to.figure("skipped", all[count::skipped]);
  to.figure("lost", missed.lost);
  to.figure("undelivered", missed.undelivered);
  report_backlog(to, chosen, found);
  to.latencies("latency", found.spent.latency);
  print_rate(to, "ROUND TRIPS", trips, found);
  if (all[count::bad_acks] > 0 || missed.lost > 0)
    to.line(
      "bad acks", "%llu, lost %llu (undelivered %llu)",
      ull(all[count::bad_acks]), ull(missed.lost), ull(missed.undelivered));
  to.line("latency", found.spent.latency);
  return all[count::bad_acks] == 0 && missed.lost == 0;
}

bool report_churn(sheet& to, const options& chosen, const results& found) {
  const auto& in = found.measured;
  report_rate(to, {"cycle", "cycles"}, in[count::cycles], found);
  to.figure("cycle_failures", in[count::failed]);
  to.figure("stalls", in[count::stalls]);
  to.latencies("leave", found.spent.latency);
  print_rate(to, "CYCLES", in[count::cycles], found);
  to.line(
    "failures", "%llu, slow leaves %llu", ull(in[count::failed]),
    ull(in[count::stalls]));
  to.line("leave latency", found.spent.latency);
  if (!chosen.server_pids.empty())
    to.line(
      "RSS after churn", "%.1f MiB",
      static_cast<double>(found.server_drained.rss) / 1024);
  return in[count::failed] == 0;
}

bool report_mixed(sheet& to, const options& chosen, const results& found) {
  const auto& in = found.measured;
  const auto& all = found.whole;
  const auto done = in[count::said] + in[count::acks] + in[count::rejoined];
  report_rate(to, {"operation", "operations"}, done, found);
  to.figure(
    "deliveries_per_s",
    per(static_cast<double>(in[count::deliveries]), found.seconds));
  to.figure("messages_done", in[count::said]);
  to.figure("echoes_done", in[count::acks]);
  to.figure("reconnects_done", in[count::rejoined]);
  report_packets(to, found);
  report_backlog(to, chosen, found);
  to.figure("bad_acks", all[count::bad_acks]);
  to.figure("skipped", all[count::skipped]);
  print_rate(to, "OPERATIONS", done, found);
  to.line(
    "of them", "messages %llu, echoes %llu, reconnects %llu",
    ull(in[count::said]), ull(in[count::acks]), ull(in[count::rejoined]));
  const bool good = report_checks(to, found, losses(found, mode::mixed));
  to.latencies("latency", found.spent.latency);
  to.latencies("message", found.spent.own);
  to.latencies("echo", found.spent.echo);
  to.latencies("reconnect", found.spent.reconnect);
  to.line("delivery latency", found.spent.latency);
  to.line("message latency", found.spent.own);
  to.line("echo latency", found.spent.echo);
  to.line("reconnect latency", found.spent.reconnect);
  return good && all[count::bad_acks] == 0 && all[count::closed] == 0 &&
         all[count::failed] == 0 && all[count::stalls] == 0;
}

bool report_idle(sheet& to, const results& found) {
  const auto pings = found.measured[count::pings];
  const auto closed = found.whole[count::closed];
  const auto cores = per(found.server_cpu(), found.seconds);
  to.line(
    "idle hold",
    "%.1f s: server CPU %.3f s (%.2f %% of a core), pings answered %llu, "
    "dropped %llu",
    found.seconds, found.server_cpu(), cores * 100, ull(pings), ull(closed));
  to.figure("idle_cores", cores);
  to.figure("idle_pings", pings);
  return closed == 0;
}

} // namespace

bool report_mode(sheet& to, const options& chosen, const results& found) {
  switch (chosen.mode) {
  case mode::idle:
    return report_idle(to, found);
  case mode::broadcast:
    return report_broadcast(to, chosen, found);
  case mode::echo:
    return report_echo(to, chosen, found);
  case mode::churn:
    return report_churn(to, chosen, found);
  case mode::mixed:
    return report_mixed(to, chosen, found);
  }
  return false;
}

} // namespace troupe::bench
