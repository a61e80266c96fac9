#include "bench/sendlimit/drain.hpp"
#include "bench/sendlimit/sender.hpp"
#include "bench/sendlimit/settings.hpp"
#include "bench/sendlimit/socket_fan.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <system_error>

#include <time.h>
#include <unistd.h>

namespace {

using namespace troupe::bench;

struct costs {
  std::vector<double> rounds; ///< seconds of the sender in each, in order
  double wall = 0;
  double process = 0;
  double reader = 0;
  std::uint64_t refused = 0;
};

/// The sends of a kernel thread are not in our CPU time.
int sender_clock(const settings& chosen) noexcept {
  return chosen.mode == "uring-sq" ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
}

void await(const drain& reader, std::uint64_t bytes) {
  while (reader.read() < bytes)
    usleep(20);
}

costs measure(const settings& chosen) {
  const socket_fan fan{chosen.sockets, chosen.congestion_control};
  std::optional<drain> reader;
  if (chosen.reader != "none")
    reader.emplace(fan.receivers(), chosen.reader_cpu, chosen.reader == "spin");
  pin_to(chosen.sender_cpu);
  const auto sends = chosen.uring() ? make_uring_sender(chosen, fan.senders())
                                    : make_plain_sender(chosen, fan.senders());
  const auto of_round =
    chosen.burst() * static_cast<std::uint64_t>(chosen.sockets);
  costs found;
  found.wall = -seconds_of(CLOCK_MONOTONIC);
  found.process = -seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (int round = 1; round <= chosen.rounds; ++round) {
    const auto begin = seconds_of(sender_clock(chosen));
    found.refused += sends->round();
    found.rounds.push_back(seconds_of(sender_clock(chosen)) - begin);
    const auto ahead = chosen.window - 1;
    if (reader && round > ahead)
      await(*reader, of_round * static_cast<std::uint64_t>(round - ahead));
  }
  found.wall += seconds_of(CLOCK_MONOTONIC);
  found.process += seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  if (reader) {
    reader->stop();
    found.reader = reader->cpu_s();
  }
  std::sort(found.rounds.begin(), found.rounds.end());
  return found;
}

void print(const settings& chosen, const costs& found) {
  const auto sockets = static_cast<double>(chosen.sockets);
  const auto in_round = sockets * chosen.batch;
  const auto frames = in_round * chosen.rounds;
  double sum = 0;
  for (const auto spent : found.rounds)
    sum += spent;
  const auto median = found.rounds[found.rounds.size() / 2];
  std::printf(
    "%-12s reader=%-5s cc=%-5s n=%d size=%d batch=%d: ", chosen.mode.c_str(),
    chosen.reader.c_str(),
    chosen.congestion_control.empty() ? "dflt"
                                      : chosen.congestion_control.c_str(),
    chosen.sockets, chosen.size, chosen.batch);
  std::printf(
    "%.3f us/frame sender CPU (median round %.3f, min %.3f; %.3f us per send "
    "call), ",
    sum / frames * 1e6, median / in_round * 1e6,
    found.rounds.front() / in_round * 1e6, median / sockets * 1e6);
  std::printf(
    "receiver %.3f us/frame, wall %.0f frames/s, process %.3f us/frame, "
    "short/eagain %llu\n",
    found.reader / frames * 1e6, frames / found.wall,
    found.process / frames * 1e6,
    static_cast<unsigned long long>(found.refused));
}

} // namespace

int main(int argc, char** argv) {
  const auto parsed = parse_settings(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  const auto& chosen = std::get<settings>(parsed);
  try {
    print(chosen, measure(chosen));
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "sendlimit: %s\n", error.what());
    return 1;
  }
  return 0;
}
