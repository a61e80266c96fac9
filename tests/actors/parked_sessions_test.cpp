#define CAF_SUITE actors.parked_sessions

#include "actors/recovery/parked_sessions.hpp"

#include "tests/support/test.hpp"

#include <memory>
#include <string>

using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

const parked_session::time_point start{1h};

std::unique_ptr<parked_session>
parked(const std::string& pid, std::chrono::seconds until) {
  session_state state;
  state.pid = pid;
  state.socket_id = "id of " + pid;
  state.rooms = {"lobby"};
  auto made = std::make_unique<parked_session>(std::move(state));
  made->until = start + until;
  return made;
}

std::string names(const std::vector<std::unique_ptr<parked_session>>& gone) {
  std::string all;
  for (const auto& each : gone)
    all += each->state.pid + ' ';
  return all;
}

} // namespace

CAF_TEST(a session is taken once) {
  parked_sessions sessions{10};
  CAF_CHECK(sessions.add(parked("a", 1s)).empty());
  CAF_CHECK(sessions.find("a") != nullptr);
  CAF_CHECK(sessions.find("b") == nullptr);
  const auto taken = sessions.take("a");
  CAF_REQUIRE(taken != nullptr);
  CAF_CHECK_EQUAL(taken->state.socket_id, "id of a");
  CAF_CHECK(sessions.take("a") == nullptr);
  CAF_CHECK_EQUAL(sessions.size(), 0U);
}

CAF_TEST(the oldest goes when there are too many) {
  parked_sessions sessions{2};
  sessions.add(parked("a", 1s));
  sessions.add(parked("b", 2s));
  CAF_CHECK_EQUAL(names(sessions.add(parked("c", 3s))), "a ");
  CAF_CHECK_EQUAL(names(sessions.add(parked("b", 4s))), "b ");
  CAF_CHECK_EQUAL(names(sessions.add(parked("d", 5s))), "c ");
}

CAF_TEST(those whose time is over go in order but for one being claimed) {
  parked_sessions sessions{10};
  for (const auto* pid : {"a", "b", "c"})
    sessions.add(parked(pid, 1s));
  sessions.add(parked("d", 2s));
  sessions.find("b")->claimed = true;
  CAF_CHECK_EQUAL(names(sessions.take_expired(start)), "");
  CAF_CHECK_EQUAL(names(sessions.take_expired(start + 1s)), "a c ");
  sessions.find("b")->claimed = false;
  CAF_CHECK_EQUAL(names(sessions.take_expired(start + 5s)), "b d ");
}

CAF_TEST(a parked socket is away and in its rooms) {
  const auto session = parked("a", 1s);
  CAF_CHECK(session->away());
  CAF_CHECK(
    session->rooms() == (troupe::messages::room_set{"id of a", "lobby"}));
}
