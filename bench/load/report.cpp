#include "bench/load/report.hpp"

#include <cstdio>

namespace troupe::bench {

namespace {

std::uint32_t publishers_of(const options& chosen) noexcept {
  switch (chosen.mode) {
  case mode::broadcast:
    return chosen.publishers;
  case mode::mixed:
    return chosen.clients;
  default:
    return 0;
  }
}

void report_options(sheet& to, const options& chosen, const results& found) {
  const auto number = [](auto value) { return static_cast<double>(value); };
  to.text("label", chosen.label);
  to.text("mode", name(chosen.mode));
  to.figure("n", number(chosen.clients));
  to.figure("rooms", number(chosen.rooms));
  to.figure("publishers", number(publishers_of(chosen)));
  to.figure("payload", number(chosen.payload));
  to.figure("rate", chosen.rate);
  to.figure("window", number(chosen.window));
  to.figure("polling_share", chosen.polling_share);
  to.figure("threads", number(chosen.threads));
  to.figure("seconds", found.seconds);
  to.figure("spin", number(chosen.spin));
  std::printf(
    "== sioload %s %s  n=%u rooms=%u publishers=%u payload=%u ",
    name(chosen.mode), chosen.label.c_str(), chosen.clients, chosen.rooms,
    publishers_of(chosen), chosen.payload);
  if (chosen.open_loop())
    std::printf("rate=%g", chosen.rate);
  else
    std::printf("closed-loop");
  if (chosen.polling_share > 0)
    std::printf(" polling=%g", chosen.polling_share);
  std::printf(" threads=%u%s\n", chosen.threads, chosen.spin ? " spin" : "");
}

void report_oddities(sheet& to, const results& found) {
  const auto& all = found.whole;
  if (all[count::protocol_errors] == 0 && all[count::other] == 0)
    return;
  to.line(
    "odd frames", "protocol errors %llu, other packets %llu",
    ull(all[count::protocol_errors]), ull(all[count::other]));
}

} // namespace

bool report(const options& chosen, const results& found) {
  sheet to;
  report_options(to, chosen, found);
  report_connects(to, chosen, found);
  report_memory(to, chosen, found);
  report_cpus(to, chosen, found);
  const bool good = report_mode(to, chosen, found);
  report_oddities(to, found);
  if (!chosen.json.empty())
    to.write(chosen.json);
  return good && found.failed == 0;
}

} // namespace troupe::bench
