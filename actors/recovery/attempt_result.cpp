#include "actors/recovery/attempt_result.hpp"

#include "actors/rooms/room_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace troupe::actors {

metrics::recovery_result attempt_result(std::string_view why) {
  using enum metrics::recovery_result;
  static const std::array<
    std::pair<std::string_view, metrics::recovery_result>, 8>
    known{{
      {"expired", expired},
      {"unknown session", unknown_session},
      {"session of another namespace", unknown_session},
      {to_string(recall_refusal::unknown_offset), unknown_offset},
      {to_string(recall_refusal::forgotten), overflow},
      {"its node cannot be reached", unreachable},
      {"its node has gone", unreachable},
      {"no answer in time", unreachable},
    }};
  const auto* found =
    std::find_if(known.begin(), known.end(), [why](const auto& each) {
      return each.first == why;
    });
  return found == known.end() ? other : found->second;
}

} // namespace troupe::actors
