#define CAF_SUITE actors.engine_session3

#include "actors/session/engine_session.hpp"

#include "tests/support/engine_player.hpp"
#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace troupe::tests;

CAF_TEST(a client of protocol 3 pings and the server answers) {
  const scripts cases{
    {"in time", "0 next > 500 | 300 2 > send 3 | 300 next > 800 | 500 tick | "
                "799 tick | 799 2 > send 3 | 800 tick | 800 next > 1299"},
    {"never", "300 tick | 499 tick | 500 tick > end ping timeout | "
              "500 next > never | 500 2"},
    {"with data", "300 2hello > send 3 | 300 next > 800"},
    {"other traffic", "499 4a > text a | 499 next > 500 | "
                      "500 tick > end ping timeout"},
    {"a pong", "300 3 > end transport error"},
    {"an upgrade", "400 begin > yes | 410 probe 2probe > probe 3probe | "
                   "450 probe 5 > switch | 450 next > 950 | 949 tick | "
                   "949 2 > send 3"},
    {"a close", "300 1 > end transport close"},
  };
  for (const auto& [name, script] : cases) {
    CAF_MESSAGE(name);
    engine_player old{
      troupe::net::transport_kind::polling, engine_revision::v3};
    CAF_CHECK_EQUAL(old.play(script), script);
  }
}
