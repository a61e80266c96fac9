#define CAF_SUITE actors.attempt_result

#include "actors/recovery/attempt_result.hpp"

#include "actors/rooms/room_log.hpp"
#include "tests/support/test.hpp"

using namespace troupe;
using metrics::recovery_result;

CAF_TEST(each reason counts as what its reader can do something about) {
  const std::pair<std::string_view, recovery_result> cases[] = {
    {"expired", recovery_result::expired},
    {"unknown session", recovery_result::unknown_session},
    {"session of another namespace", recovery_result::unknown_session},
    {to_string(actors::recall_refusal::unknown_offset),
     recovery_result::unknown_offset},
    {to_string(actors::recall_refusal::forgotten), recovery_result::overflow},
    {"its node has gone", recovery_result::unreachable},
    {"its node cannot be reached", recovery_result::unreachable},
    {"no answer in time", recovery_result::unreachable},
    {"what a later version says", recovery_result::other},
    {"", recovery_result::other},
  };
  for (const auto& [why, result] : cases)
    CAF_CHECK(actors::attempt_result(why) == result);
}
