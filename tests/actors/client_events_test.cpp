#define CAF_SUITE actors.client_events

#include "actors/session/client.hpp"

#include "tests/support/fake_client_host.hpp"
#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace troupe::tests;
using namespace std::chrono_literals;

using troupe::messages::close_reason;
using lines = client_session::lines;

namespace {

/// What an ack callback was called with, one entry per call.
struct replies {
  ack_callback callback() {
    return [this](const ack_reply* reply) {
      std::string text = reply ? "reply" : "none";
      for (auto value : reply ? reply->values : decltype(reply->values){})
        text.append(" ").append(value);
      if (reply && reply->attachments)
        for (const auto& bytes : *reply->attachments)
          text += " + " + bytes;
      came.push_back(text);
    };
  }
  lines came;
};

} // namespace

CAF_TEST(events come with name and arguments) {
  const std::pair<std::string, std::string> cases[] = {
    {R"(2["hi"])", "event / hi"},
    {R"(2["hi",1,null,{"a":[1,2]}])", R"(event / hi 1 null {"a":[1,2]})"},
    {R"(2["a\"\u0041",""])", R"(event / a"A "")"},
    {R"(27["hi","x"])", R"(event / hi "x" ack 7)"},
    {R"(29999999999999999999["hi"])", "event / hi ack 9999999999999999999"},
    {"2[5,1]", "event / 5 1"},
    {R"(2/a,["hi"])", "event /a hi"},
    {R"(2/a,3["hi"])", "event /a hi ack 3"},
  };
  client_session session;
  session.connect();
  session.connect("/a");
  for (const auto& [packet, event] : cases)
    CAF_CHECK_EQUAL(session.text(packet), lines{event});
}

CAF_TEST(a binary event is put together from its packets) {
  client_session session;
  session.connect();
  const auto begun = session.host.time;
  CAF_CHECK(
    session
      .text(
        R"(52-4["b",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])")
      .empty());
  CAF_CHECK(session.host.deadline_told);
  CAF_CHECK(session.client.next_deadline() == begun + 30s);
  session.host.time += 1s;
  CAF_CHECK(session.bytes("zero").empty());
  CAF_CHECK(session.client.next_deadline() == begun + 30s);
  CAF_CHECK_EQUAL(
    session.bytes(""),
    lines{R"(event / b {"_placeholder":true,"num":1} )"
          R"({"_placeholder":true,"num":0} + zero +  ack 4)"});
  CAF_CHECK(session.client.next_deadline() == clock::time_point::max());
  CAF_CHECK_EQUAL(session.text("2[\"hi\"]"), lines{"event / hi"});
}

CAF_TEST(bytes at the wrong time close the session) {
  const std::string header = R"(51-["b",{"_placeholder":true,"num":0}])";
  const auto check = [](const lines& came, const std::string& detail) {
    CAF_REQUIRE(!came.empty());
    CAF_CHECK_EQUAL(came[0], "close forced close: " + detail);
  };
  client_session unasked;
  unasked.connect();
  check(unasked.bytes("x"), "got binary data when not reconstructing a packet");

  client_session interrupted;
  interrupted.connect();
  interrupted.text(header);
  check(
    interrupted.text("2[\"hi\"]"),
    "got plaintext data when reconstructing a packet");

  client_settings small;
  small.max_bytes = header.size() + 3;
  client_session big{small};
  big.connect();
  big.text(header);
  CAF_CHECK_EQUAL(big.bytes("abc").size(), 1u);
  big.text(header);
  check(
    big.bytes("abcd"), "packet and attachments of " +
                         std::to_string(header.size() + 4) +
                         " bytes is over engine.max_http_buffer_size (" +
                         std::to_string(small.max_bytes) + ")");

  client_session slow;
  slow.connect();
  slow.text(header);
  CAF_CHECK(slow.wait(29'999ms).empty());
  check(slow.wait(1ms), "attachments did not come within 30 s");
}

CAF_TEST(a binary packet for a namespace that is not connected closes) {
  client_session session;
  session.connect();
  session.text(R"(51-/a,["b",{"_placeholder":true,"num":0}])");
  const auto came = session.bytes("x");
  CAF_CHECK_EQUAL(
    came.at(0),
    std::string{"close forced close: packet for a namespace that is not "
                "connected"});
}

CAF_TEST(a socket writes events and answers) {
  client_session session;
  auto& socket = session.connect("/a");
  auto& main = session.connect();
  const std::vector<std::string> bytes{"one", "two"};
  const std::string array = R"(["b",{"_placeholder":true,"num":0}])";
  socket.emit(R"(["hi",1])", {}, {});
  socket.emit(R"(["hi"])", {}, {true});
  socket.emit(array, bytes, {});
  socket.acknowledge(7, "[1]", {});
  socket.acknowledge(8, array, bytes);
  main.emit(R"(["hi"])", {}, {});
  main.acknowledge(0, "[]", {});
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{
      R"(write 42/a,["hi",1])", R"(write? 42/a,["hi"])",
      "write 452-/a," + array + " + one + two", "write 43/a,7[1]",
      "write 462-/a,8" + array + " + one + two", R"(write 42["hi"])",
      "write 430[]"}));
}

CAF_TEST(what rooms deliver is written as it is) {
  client_session session;
  session.connect();
  const auto frame = troupe::messages::make_frame(
    troupe::messages::opcode::text, {"42[\"all\"]"});
  session.host.attached->deliver({frame, nullptr}, false);
  session.host.attached->deliver({frame, nullptr}, true);
  CAF_CHECK_EQUAL(
    session.out.take(), (lines{"write 42[\"all\"]", "write? 42[\"all\"]"}));
}

CAF_TEST(a client answers what it is asked) {
  client_session session;
  auto& socket = session.connect();
  auto& other = session.connect("/a");
  replies got, of_other;
  socket.emit_with_ack(R"(["q"])", {}, 100ms, got.callback());
  socket.emit_with_ack(
    R"(["q"])", std::vector<std::string>{"x"}, 100ms, got.callback());
  other.emit_with_ack(R"(["q"])", {}, 100ms, of_other.callback());
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{
      R"(write 420["q"])", R"(write 451-1["q"] + x)", R"(write 42/a,0["q"])"}));
  CAF_CHECK(session.text("31[2,\"x\"]").empty());
  session.text("31[3]"); // once only
  session.text("37[4]"); // never asked
  session.text("3/a,0[]");
  session.text(R"(61-0[{"_placeholder":true,"num":0}])");
  CAF_CHECK_EQUAL(got.came.size(), 1u);
  session.bytes("z");
  CAF_CHECK_EQUAL(
    got.came,
    (lines{"reply 2 \"x\"", R"(reply {"_placeholder":true,"num":0} + z)"}));
  CAF_CHECK_EQUAL(of_other.came, lines{"reply"});
}

CAF_TEST(no more answers are waited for than may be) {
  client_settings few;
  few.max_acks = 2;
  client_session session{few};
  auto& socket = session.connect();
  replies got;
  for (int i = 0; i < 4; ++i)
    socket.emit_with_ack(R"(["q"])", {}, 100ms, got.callback());
  CAF_CHECK_EQUAL(
    session.out.take(), (lines{R"(write 420["q"])", R"(write 421["q"])"}));
  CAF_CHECK_EQUAL(got.came, (lines{"none", "none"}));
  session.text("30[1]");
  socket.emit_with_ack(R"(["q"])", {}, 100ms, got.callback());
  CAF_CHECK_EQUAL(session.out.take(), lines{R"(write 422["q"])"});
}

CAF_TEST(namespaces are joined at a rate) {
  client_settings slow;
  slow.connects_per_second = 2;
  slow.max_namespaces = 3;
  client_session session{slow};
  const auto ask = [&] {
    const auto came = session.text("0/x,");
    return came.size() == 1 ? came.front() : "";
  };
  const std::string unknown = R"(write 44/x,{"message":"Invalid namespace"})";
  const std::string refused = R"(write 44/x,{"message":"Too many attempts"})";
  for (int i = 0; i < 3; ++i)
    CAF_CHECK_EQUAL(ask(), unknown);
  CAF_CHECK_EQUAL(ask(), refused);
  CAF_CHECK_EQUAL(ask(), refused);
  session.host.time += 1s;
  CAF_CHECK_EQUAL(ask(), unknown);
  CAF_CHECK_EQUAL(ask(), unknown);
  CAF_CHECK_EQUAL(ask(), refused);
}

CAF_TEST(an address that is blocked joins nothing) {
  client_session session;
  session.host.blocked = true;
  CAF_CHECK_EQUAL(
    session.text("0"),
    lines{R"(write 44{"message":"Too many failed attempts"})"});
  session.host.blocked = false;
  session.connect();
  CAF_CHECK_EQUAL(session.host.failed_auths, 0u);
}

CAF_TEST(who is turned away is counted) {
  client_session session;
  session.app.script.no = refusal{"no", ""};
  for (int i = 0; i < 2; ++i)
    CAF_CHECK_EQUAL(session.text("0"), lines{R"(write 44{"message":"no"})"});
  CAF_CHECK_EQUAL(session.host.failed_auths, 2u);
}

CAF_TEST(who waits for an answer is told when none comes) {
  client_session session;
  auto& socket = session.connect();
  replies got;
  const auto asked = session.host.time;
  socket.emit_with_ack(R"(["q"])", {}, 100ms, got.callback());
  CAF_CHECK(session.host.deadline_told);
  CAF_CHECK(session.client.next_deadline() == asked + 100ms);
  session.wait(99ms);
  CAF_CHECK(got.came.empty());
  session.wait(1ms);
  CAF_CHECK_EQUAL(got.came, lines{"none"});
  session.text("30[1]"); // too late
  CAF_CHECK_EQUAL(got.came, lines{"none"});

  socket.emit_with_ack(R"(["q"])", {}, 100ms, got.callback());
  socket.disconnect(false);
  CAF_CHECK_EQUAL(got.came, (lines{"none", "none"}));
}

CAF_TEST(a callback may end the socket whose answers expire) {
  client_session session;
  auto& socket = session.connect();
  session.connect("/a");
  unsigned told = 0;
  for (int i = 0; i < 3; ++i)
    socket.emit_with_ack(R"(["q"])", {}, 1ms, [&](const ack_reply* reply) {
      told += !reply;
      socket.disconnect(true);
    });
  session.out.take();
  CAF_CHECK_EQUAL(session.wait(1ms).size(), 9u);
  CAF_CHECK_EQUAL(told, 3u);
}

CAF_TEST(a socket lists the users of its namespace) {
  client_session session;
  auto& socket = session.connect("/a");
  std::size_t listed = 0;
  socket.list_users({}, [](auto*) {});
  socket.list_users("x", [&](auto* users) { listed = users->size(); });
  CAF_CHECK_EQUAL(session.out.take(), (lines{"list /a (all)", "list /a x"}));
  const std::vector<troupe::messages::user_entry> two(2);
  session.host.on_list(&two);
  CAF_CHECK_EQUAL(listed, 2u);
}

CAF_TEST(a farewell to a room is published after the socket has left) {
  client_session session;
  session.app.script.on_disconnect = [](auto& socket) {
    socket.publish(std::make_shared<troupe::messages::broadcast>());
    socket.emit("[\"a\"]", {}, {});
  };
  session.connect();
  session.client.on_end(close_reason::ping_timeout, {});
  CAF_CHECK_EQUAL(
    session.out.take(), (lines{
                          "disconnecting / ping timeout id0", "detach / id0 #0",
                          "disconnected / ping timeout", "publish /"}));
}
