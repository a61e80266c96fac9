#define CAF_SUITE actors.engine_session

#include "actors/session/engine_session.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <utility>

using namespace troupe::actors;
using namespace std::chrono_literals;

using std::string;
using std::string_view;
using troupe::messages::close_reason;
using troupe::messages::frame_ptr;
using troupe::net::transport_kind;
namespace eio = troupe::messages::engineio;

namespace {

using clock = engine_session::clock;

constexpr engine_timing timing{300ms, 200ms, 1000ms};

/// Writes down what a session makes happen.
struct recorder final : engine_effects {
  void send(const frame_ptr& packet) override {
    put("send", packet->payload());
  }
  void send_probe(const frame_ptr& packet) override {
    put("probe", packet->payload());
  }
  void release_poll() override { put("release"); }
  void switch_transport() override { put("switch"); }
  void drop_probe() override { put("drop"); }
  void deliver(string_view message, bool binary) override {
    put(binary ? "bytes" : "text", message);
  }
  void end(close_reason reason, string_view) override {
    put("end", to_string(reason));
  }
  void put(string_view what, string_view data = {}) {
    trace.append(trace.empty() ? " > " : ", ").append(what);
    trace.append(data.empty() ? "" : " ").append(data);
  }
  string trace;
};

/// Plays a script to a session: events and what comes of them, as in `300 tick
/// > send 2 | 310 3`, with milliseconds since the session has opened.
///
/// `tick`: a deadline; `next`: nothing, but what comes of it is the next
/// deadline; `begin`, `lost`: a WebSocket comes, goes; `end`: it is closed from
/// here; `probe …`: a packet from that WebSocket; all else: a packet from the
/// transport.
class player {
public:
  explicit player(transport_kind first)
    : session_{timing, first, out_, start_} {}

  const engine_session& session() const { return session_; }

  /// The script as it should have been written.
  string play(string_view script) {
    string played;
    while (!script.empty()) {
      const auto step = script.substr(0, script.find(" | "));
      const auto event = step.substr(0, step.find(" > "));
      script.remove_prefix(std::min(step.size() + 3, script.size()));
      const auto space = event.find(' ');
      const std::chrono::milliseconds at{
        std::stoi(string{event.substr(0, space)})};
      happen(event.substr(space + 1), start_ + at);
      played += played.empty() ? "" : " | ";
      played.append(event).append(std::exchange(out_.trace, {}));
    }
    return played;
  }

private:
  void happen(string_view what, clock::time_point now) {
    if (what == "tick")
      session_.on_deadline(now);
    else if (what == "next")
      tell_next();
    else if (what == "begin")
      out_.put(session_.begin_probe(now) ? "yes" : "no");
    else if (what == "lost")
      session_.probe_lost();
    else if (what == "end")
      session_.close(close_reason::forced_close, "by the server");
    else if (what.starts_with("probe "))
      session_.on_probe_packet(
        *eio::decode_packet(what.substr(6), scratch_), now);
    else
      session_.on_packet(*eio::decode_packet(what, scratch_), now);
  }

  void tell_next() {
    const auto next = session_.next_deadline();
    out_.put(
      next == clock::time_point::max() ? "never"
                                       : std::to_string((next - start_) / 1ms));
  }

  recorder out_;
  string scratch_;
  clock::time_point start_{1h};
  engine_session session_;
};

void check(
  const string& name, const string& script,
  transport_kind first = transport_kind::polling) {
  CAF_MESSAGE(name);
  CAF_CHECK_EQUAL(player{first}.play(script), script);
}

using scripts = std::vector<std::pair<string, string>>;

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
  player session{transport_kind::polling};
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
