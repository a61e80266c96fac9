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

CAF_TEST(an end names what was due and how long the client had) {
  using enum troupe::actors::engine_revision;
  const struct {
    std::string script;
    troupe::actors::engine_revision revision;
    std::string text;
    std::string option;
    std::uint64_t limit;
  } cases[] = {
    {"300 tick > send 2 | 500 tick > end ping timeout", v4,
     "no pong within engine.ping_timeout (200 ms)", "engine.ping_timeout", 200},
    {"500 tick > end ping timeout", v3,
     "no ping for engine.ping_interval, nor within engine.ping_timeout "
     "(200 ms)",
     "engine.ping_timeout", 200},
    {"0 begin > yes | 1000 tick > drop, send 2", v4,
     "no upgrade within engine.upgrade_timeout (1000 ms)",
     "engine.upgrade_timeout", 1000},
    {"0 begin > yes | 10 probe 4a > drop", v4,
     "an unexpected packet instead of the upgrade", "", 0},
    {"10 2 > end transport error", v4,
     "invalid heartbeat direction: a ping from a client of Engine.IO 4", "", 0},
    {"10 1 > end transport close", v4, "closed by the client", "", 0},
  };
  for (const auto& c : cases) {
    engine_player player{troupe::net::transport_kind::polling, c.revision};
    CAF_CHECK_EQUAL(player.play(c.script), c.script);
    CAF_CHECK_EQUAL(player.why().text, c.text);
    CAF_CHECK_EQUAL(std::string{player.why().option.value_or("")}, c.option);
    CAF_CHECK_EQUAL(player.why().limit.value_or(0), c.limit);
  }
}
