#define CAF_SUITE actors.engine_session

#include "actors/session/engine_session.hpp"

#include "tests/support/engine_player.hpp"
#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace troupe::tests;

using std::string;
using troupe::net::transport_kind;

namespace {

void check(
  const string& name, const string& script,
  transport_kind first = transport_kind::polling) {
  CAF_MESSAGE(name);
  CAF_CHECK_EQUAL(engine_player{first}.play(script), script);
}

} // namespace

CAF_TEST(the server pings and the client answers) {
  const scripts cases{
    {"in time",
     "0 next > 300 | 299 tick | 300 tick > send 2 | 300 next > 500 | "
     "301 tick | 350 3 | 350 next > 650 | 649 tick | 650 tick > send 2"},
    {"at the last moment",
     "300 tick > send 2 | 499 tick | 499 3 | 500 tick | 799 tick > send 2"},
    {"never", "300 tick > send 2 | 500 tick > end ping timeout | "
              "500 next > never | 900 tick | 900 3 | 900 4a"},
    {"not asked", "100 3 | 100 next > 400 | 300 tick | 400 tick > send 2"},
    {"twice", "300 tick > send 2 | 310 3 | 320 3 | 320 next > 620"},
    {"with data", "300 tick > send 2 | 310 3probe | 310 next > 610"},
    {"a late deadline", "5000 tick > send 2 | 5000 next > 5200 | 5199 tick | "
                        "5200 tick > end ping timeout"},
    {"again and again",
     "300 tick > send 2 | 300 3 | 600 tick > send 2 | 700 3 | "
     "1000 tick > send 2 | 1200 tick > end ping timeout"},
  };
  for (const auto& [name, all] : cases) {
    check(name, all);
    check(name + " over a WebSocket", all, transport_kind::websocket);
  }
}

CAF_TEST(other traffic extends the wait for a pong once per ping) {
  const scripts cases{
    {"a message",
     "300 tick > send 2 | 400 4a > text a | 400 next > 600 | 500 tick | "
     "599 tick | 600 tick > end ping timeout"},
    {"two messages", "300 tick > send 2 | 400 4a > text a | 450 4b > text b | "
                     "450 next > 600 | 600 tick > end ping timeout"},
    {"then the pong",
     "300 tick > send 2 | 400 4a > text a | 550 3 | 550 next > 850"},
    {"again for the next ping",
     "300 tick > send 2 | 400 4a > text a | 500 3 | 800 tick > send 2 | "
     "900 4b > text b | 900 next > 1100"},
    {"a noop", "300 tick > send 2 | 400 6 | 400 next > 600"},
    {"before the ping",
     "200 4a > text a | 200 next > 300 | 300 tick > send 2 | "
     "400 4b > text b | 400 next > 600"},
    {"too late", "300 tick > send 2 | 500 tick > end ping timeout | 500 4a"},
  };
  for (const auto& [name, all] : cases)
    check(name, all);
}

CAF_TEST(while it cannot be heard its time to answer does not run) {
  const scripts cases{
    {"before the ping", "200 held 1000 | 300 tick > send 2 | 300 next > 500"},
    {"behind the ping",
     "300 tick > send 2 | 400 held 300 | 400 next > 900 | 500 tick | 899 3 | "
     "899 next > 1199"},
    {"again and again",
     "300 tick > send 2 | 400 held 300 | 700 held 300 | 700 next > 1200 | "
     "750 4a > text a | 900 tick | 1100 held 50 | 1100 next > 1350 | "
     "1350 tick > end ping timeout"},
    {"not for less",
     "300 tick > send 2 | 400 held 300 | 410 held 1 | 410 next > 900"},
  };
  for (const auto& [name, all] : cases)
    check(name, all, transport_kind::websocket);
}

CAF_TEST(each packet has its effect on an open session) {
  const std::pair<string, string> packets[] = {
    {"0", ""},
    {"0{}", ""},
    {"1", " > end transport close"},
    {"1x", " > end transport close"},
    {"2", " > end transport error"},
    {"2probe", " > end transport error"},
    {"3", ""},
    {"3probe", ""},
    {"4", " > text"},
    {"42[\"a\"]", " > text 2[\"a\"]"},
    {"bAP8=", " > bytes " + string{"\0\xFF", 2}},
    {"b", " > bytes"},
    {"5", ""},
    {"6", ""},
  };
  for (const auto& [packet, effects] : packets) {
    const bool ends = effects.starts_with(" > end");
    const auto script =
      "10 " + packet + effects + " | 20 4z" + (ends ? "" : " > text z");
    check(packet, script);
    check(packet + " over a WebSocket", script, transport_kind::websocket);
  }
}

CAF_TEST(a WebSocket takes over once it has shown that it works) {
  const scripts cases{
    {"probe and upgrade", "10 begin > yes | 20 probe 2probe > probe 3probe | "
                          "30 probe 5 > switch | 30 next > 300"},
    {"upgrade without probe", "10 begin > yes | 30 probe 5 > switch"},
    {"probe twice", "10 begin > yes | 20 probe 2probe > probe 3probe | "
                    "30 probe 2probe > probe 3probe | 40 probe 5 > switch"},
    {"traffic goes on",
     "10 begin > yes | 20 4a > text a | 30 probe 2probe > probe 3probe | "
     "40 6 | 50 4b > text b | 60 probe 5 > switch | 70 4c > text c"},
    {"a second one meanwhile",
     "10 begin > yes | 20 begin > no | 30 probe 5 > switch"},
    {"a second one afterwards",
     "10 begin > yes | 20 probe 5 > switch | 30 begin > no"},
    {"a pong gets a new chance",
     "10 begin > yes | 300 tick > send 2 | 450 probe 5 > switch | "
     "450 next > 650 | 500 tick | 600 3 | 600 next > 900"},
    {"no pong after all",
     "10 begin > yes | 300 tick > send 2 | 450 probe 5 > switch | "
     "650 tick > end ping timeout"},
    {"nobody probes", "10 probe 2probe | 20 probe 5 | 30 next > 300"},
  };
  for (const auto& [name, all] : cases)
    check(name, all);
  check(
    "no better than it is", "10 begin > no | 20 probe 5",
    transport_kind::websocket);
}

CAF_TEST(a WebSocket that fails leaves the session as it was) {
  for (const string wrong :
       {"2", "2foo", "40", "3probe", "1", "0", "6", "b2probe", "4probe",
        "bcHJvYmU="}) {
    const auto fails = " | 20 probe " + wrong + " > drop | ";
    check(
      wrong, "10 begin > yes" + fails +
               "20 probe 5 | 30 4a > text a | 30 next > 300 | "
               "40 begin > yes | 50 probe 5 > switch");
    check(
      wrong + " behind a probe",
      "10 begin > yes | 15 probe 2probe > probe 3probe" + fails +
        "20 next > 300 | 200 tick");
  }
  const scripts cases{
    {"lost",
     "10 begin > yes | 20 probe 2probe > probe 3probe | 30 lost | "
     "30 next > 300 | 200 tick | 1010 tick > send 2 | 1020 begin > yes"},
    {"silent", "0 3 | 10 begin > yes | 290 3 | 580 3 | 870 3 | 1009 tick | "
               "1010 tick > drop | 1011 tick | 1020 begin > yes"},
    {"never done",
     "10 begin > yes | 500 3 | 790 3 | 950 probe 2probe > probe 3probe | "
     "1010 tick > drop | 1060 tick | 1070 probe 5"},
  };
  for (const auto& [name, all] : cases)
    check(name, all);
}

CAF_TEST(a client that upgrades is released from its poll every 100 ms) {
  check(
    "releases", "10 begin > yes | 10 next > 300 | 110 tick | "
                "120 probe 2probe > probe 3probe | 120 next > 220 | 219 tick | "
                "220 tick > release | 221 tick | 240 next > 300 | 240 3 | "
                "240 next > 320 | 320 tick > release | 330 probe 5 > switch | "
                "330 next > 540 | 430 tick");
  check(
    "release and ping", "250 begin > yes | 250 probe 2probe > probe 3probe | "
                        "360 tick > release, send 2");
}

CAF_TEST(a session ends once and nothing comes of it afterwards) {
  const string after =
    " | 60 end | 60 1 | 60 2 | 60 4a | 60 3 | 60 begin > no | "
    "60 probe 2probe | 60 probe 5 | 60 next > never | 9000 tick";
  const scripts cases{
    {"closed here", "50 end > end forced close"},
    {"closed there", "50 1 > end transport close"},
    {"while a WebSocket tries",
     "10 begin > yes | 20 probe 2probe > probe 3probe | "
     "50 end > end forced close"},
    {"after the upgrade",
     "10 begin > yes | 20 probe 5 > switch | 50 1 > end transport close"},
  };
  for (const auto& [name, all] : cases)
    check(name, all + after);
}

CAF_TEST(a session tells its transport and whether one tries) {
  engine_player session{transport_kind::polling};
  const auto is = [&session](transport_kind kind, bool probing) {
    return session.session().transport() == kind &&
           session.session().probing() == probing;
  };
  CAF_CHECK(is(transport_kind::polling, false));
  session.play("10 begin");
  CAF_CHECK(is(transport_kind::polling, true));
  session.play("20 probe 2probe");
  CAF_CHECK(is(transport_kind::polling, true));
  session.play("30 probe 5");
  CAF_CHECK(is(transport_kind::websocket, false));
}
