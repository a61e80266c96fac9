#include "bench/load/report.hpp"

namespace troupe::bench {

namespace {

void report_failures(sheet& to, const results& found) {
  const auto& all = found.whole;
  to.figure("fail_connect", all[count::fail_connect]);
  to.figure("fail_http", all[count::fail_http]);
  to.figure("fail_sio", all[count::fail_sio]);
  to.figure("fail_timeout", all[count::fail_timeout]);
  to.figure("fail_early", all[count::fail_early]);
  to.figure("closed_by_server", all[count::closed]);
  to.figure("ws_close_frames", all[count::ws_closes]);
  to.figure("proto_errors", all[count::protocol_errors]);
  to.figure("other_packets", all[count::other]);
  to.figure("eio_pings", all[count::pings]);
  to.figure("ws_pings", all[count::ws_pings]);
}

void print_failures(sheet& to, const results& found) {
  const auto& all = found.whole;
  if (all[count::failed] == 0 && all[count::closed] == 0)
    return;
  to.line(
    "failures",
    "connect %llu http %llu sio %llu timeout %llu early %llu; closed later "
    "%llu",
    ull(all[count::fail_connect]), ull(all[count::fail_http]),
    ull(all[count::fail_sio]), ull(all[count::fail_timeout]),
    ull(all[count::fail_early]), ull(all[count::closed]));
}

/// The first dial of all clients, which churn never ends.
void report_dials(sheet& to, const options& chosen, const results& found) {
  const auto up = static_cast<double>(found.connected);
  const auto rate = per(up, found.dial_seconds);
  const auto cpu = found.server_dialed.cpu_s() - found.server_before.cpu_s();
  to.figure("dial_seconds", found.dial_seconds);
  to.figure("connect_rate", rate);
  to.figure("connect_server_cpu_s", cpu);
  to.figure("connects_per_server_cpu_s", per(up, cpu));
  to.line(
    "connected / failed", "%llu / %llu in %.2f s = %.0f /s",
    ull(found.connected), ull(found.failed), found.dial_seconds, rate);
  if (!chosen.server_pids.empty())
    to.line(
      "server CPU of connects",
      "%.3f s = %.1f us/connect = %.0f connects/CPU-s", cpu, per(cpu, up) * 1e6,
      per(up, cpu));
}

} // namespace

void report_connects(sheet& to, const options& chosen, const results& found) {
  to.figure("connected", found.connected);
  to.figure("connect_failed", found.failed);
  report_failures(to, found);
  if (chosen.mode != mode::churn)
    report_dials(to, chosen, found);
  to.latencies("connect", found.spent.connect);
  to.line("connect latency", found.spent.connect);
  print_failures(to, found);
}

} // namespace troupe::bench
