#include "bench/load/options.hpp"

#include "bench/load/addresses.hpp"
#include "bench/load/marker.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace troupe::bench {

namespace {

std::optional<std::string> fill_frames(options& chosen) {
  if (chosen.publish_frame.empty())
    chosen.publish_frame = "42[\"" + chosen.publish_event +
                           R"(",{"message":"{payload}","room":"r{k}"}])";
  if (chosen.echo_frame.empty())
    chosen.echo_frame = "42{id}[\"" + chosen.echo_event + R"(","{payload}"])";
  const auto payload = chosen.publish_frame.find("{payload}");
  if (payload == std::string::npos)
    return "--pub-frame needs {payload}";
  if (chosen.publish_frame.find("{k}") < payload)
    return "{k} must follow {payload} in --pub-frame";
  return std::nullopt;
}

void fill_numbers(options& chosen, std::uint64_t descriptors) {
  const bool redials = chosen.mode == mode::churn || chosen.mode == mode::mixed;
  // A port of one address that was closed is not free again for a minute.
  if (chosen.source_count == 0 && redials)
    chosen.source_count = 64;
  const auto connections = static_cast<std::uint64_t>(
    std::ceil(chosen.clients * (1 + chosen.polling_share)));
  if (chosen.source_count == 0 && connections > 20'000)
    chosen.source_count = static_cast<std::uint32_t>(connections / 10'000 + 1);
  // Some are for files, some for what a thread has besides connections.
  const auto usable = descriptors > 200
                        ? std::min<std::uint64_t>(descriptors - 100, 4'000'000)
                        : 100;
  if (chosen.threads == 0)
    chosen.threads =
      static_cast<std::uint32_t>((connections + usable - 1) / usable);
  chosen.threads = std::min(chosen.threads, chosen.clients);
  chosen.publishers = std::min(chosen.publishers, chosen.clients);
  chosen.payload = std::max<std::uint32_t>(chosen.payload, marker_size);
}

} // namespace

const char* name(mode what) noexcept {
  switch (what) {
  case mode::idle:
    return "idle";
  case mode::broadcast:
    return "broadcast";
  case mode::echo:
    return "echo";
  case mode::churn:
    return "churn";
  case mode::mixed:
    return "mixed";
  }
  return "";
}

bool options::polls(std::uint32_t i) const noexcept {
  return std::floor((i + 1.0) * polling_share) >
         std::floor(static_cast<double>(i) * polling_share);
}

std::optional<std::string>
complete(options& chosen, std::uint64_t descriptors) {
  if (chosen.mode == mode::churn || chosen.mode == mode::mixed)
    if (chosen.polling_share > 0)
      return "only idle, broadcast and echo poll";
  if (!parse_address(chosen.host))
    return "--host must be an IPv4 address";
  if (!is_loopback(*parse_address(chosen.host)))
    return "refusing a target outside 127.0.0.0/8";
  if (!parse_address(chosen.source_base))
    return "--src-base must be an IPv4 address";
  fill_numbers(chosen, descriptors);
  return fill_frames(chosen);
}

std::vector<int> numbers(const std::string& text) {
  std::vector<int> found;
  const char* at = text.c_str();
  for (char* end = nullptr; *at; at = end) {
    const auto number = std::strtol(at, &end, 10);
    if (end == at)
      break;
    found.push_back(static_cast<int>(number));
    while (*end == ',' || *end == ' ' || *end == '\n')
      ++end;
  }
  return found;
}

} // namespace troupe::bench
