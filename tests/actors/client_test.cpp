#define CAF_SUITE actors.client

#include "actors/session/client.hpp"

#include "tests/support/fake_client_host.hpp"
#include "tests/support/test.hpp"

#include <stdexcept>

using namespace troupe::actors;
using namespace troupe::tests;
using namespace std::chrono_literals;

using troupe::messages::close_reason;
using lines = client_session::lines;

CAF_TEST(a client that connects is attached and told before its handlers run) {
  client_session session;
  CAF_CHECK_EQUAL(
    session.text("0"),
    (lines{"attach / id0", "write 40{\"sid\":\"id0\"}", "connected / {}"}));
  CAF_CHECK_EQUAL(
    session.text("0/a,{\"token\":\"x\"}"),
    (lines{
      "attach /a id1", "write 40/a,{\"sid\":\"id1\"}",
      "connected /a {\"token\":\"x\"}"}));
  CAF_CHECK(session.app.sockets[0]->connected());
  CAF_CHECK_EQUAL(session.app.sockets[1]->slot().index, 1u);
}

CAF_TEST(an unknown namespace is refused and the session lives on) {
  client_session session;
  const std::string refused = "{\"message\":\"Invalid namespace\"}";
  CAF_CHECK_EQUAL(session.text("0/z,"), lines{"write 44/z," + refused});
  CAF_CHECK_EQUAL(session.text("0/a/b,"), lines{"write 44/a/b," + refused});
  CAF_CHECK_EQUAL(session.text("0").size(), 3u);
}

CAF_TEST(what breaks the protocol closes the session) {
  const std::pair<std::string, std::string> cases[] = {
    {"", "unknown packet type"},
    {"9", "unknown packet type"},
    {"2", "invalid payload: not JSON"},
    {"2{}", "invalid payload: not what this type of packet has"},
    {"2[\"a\"", "invalid payload: not JSON"},
    {"2[\"connect\"]", "invalid payload: the event's name is reserved"},
    {"0[]", "invalid payload: not what this type of packet has"},
    {"1[]", "invalid payload: not what this type of packet has"},
    {"3[]", "illegal id"},
    {"5[\"a\"]", "Illegal attachments"},
    {"50-[\"a\"]", "Illegal attachments"},
    {"511-[\"a\"]",
     "packet with 11 attachments is over limits.attachments (10)"},
    {"51-[\"a\"]", "invalid payload: placeholders do not fit the attachments"},
    {"0", "namespace is connected already"},
    {"2/a,[\"a\"]", "packet for a namespace that is not connected"},
    {"1/a,", "packet for a namespace that is not connected"},
    {"3/a,1[]", "packet for a namespace that is not connected"},
    {"4{\"message\":\"no\"}", "CONNECT_ERROR from a client"},
  };
  for (const auto& [packet, detail] : cases) {
    CAF_MESSAGE(packet);
    client_session session;
    session.connect();
    CAF_CHECK_EQUAL(
      session.text(packet),
      (lines{
        "close forced close: " + detail, "disconnecting / forced close id0",
        "detach / id0 #0", "disconnected / forced close"}));
    CAF_CHECK(session.text("2[\"a\"]").empty());
    CAF_CHECK(session.text("0/a,").empty());
    CAF_CHECK(session.bytes("x").empty());
  }
}

CAF_TEST(an event before CONNECT closes the session) {
  for (const std::string packet : {"2[\"a\"]", "1", "31[]"}) {
    client_session session;
    CAF_CHECK_EQUAL(
      session.text(packet),
      lines{"close forced close: packet for a namespace that is not "
            "connected"});
  }
}

CAF_TEST(a client leaves one namespace and stays in the others) {
  client_session session;
  session.connect();
  auto& left = session.connect("/a");
  CAF_CHECK_EQUAL(
    session.text("1/a,"),
    (lines{
      "disconnecting /a client namespace disconnect id1", "detach /a id1 #1",
      "disconnected /a client namespace disconnect"}));
  CAF_CHECK(!left.connected());
  CAF_CHECK_EQUAL(session.text("2[\"hi\"]"), lines{"event / hi"});
  CAF_CHECK_EQUAL(
    session.text("0/a,"),
    (lines{
      "attach /a id2", "write 40/a,{\"sid\":\"id2\"}", "connected /a {}"}));
}

CAF_TEST(the server ends a socket or all of a session) {
  client_session session;
  auto& first = session.connect();
  session.connect("/a");
  auto& third = session.connect("/b");
  third.disconnect(false);
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{
      "write 41/b,", "disconnecting /b server namespace disconnect id2",
      "detach /b id2 #2", "disconnected /b server namespace disconnect"}));
  third.disconnect(true);
  CAF_CHECK(session.out.take().empty());
  first.disconnect(true);
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{
      "write 41", "write 41/a,",
      "close server namespace disconnect: disconnected by the server",
      "disconnecting / server namespace disconnect id0", "detach / id0 #0",
      "disconnected / server namespace disconnect",
      "disconnecting /a server namespace disconnect id1", "detach /a id1 #1",
      "disconnected /a server namespace disconnect"}));
}

CAF_TEST(a handler may disconnect the very socket it is called for) {
  for (const bool close : {false, true}) {
    client_session session;
    session.app.script.on_event = [close](auto& socket, auto&) {
      socket.disconnect(close);
    };
    session.app.script.on_disconnecting = [close](auto& socket) {
      socket.disconnect(close);
    };
    session.app.script.on_disconnect = session.app.script.on_disconnecting;
    auto& socket = session.connect();
    const auto came = session.text("2[\"hi\"]");
    CAF_CHECK_EQUAL(came.size(), close ? 6u : 5u);
    CAF_CHECK_EQUAL(came.at(1), "write 41");
    CAF_CHECK(!socket.connected());
    session.app.script.on_connect = session.app.script.on_disconnecting;
    CAF_CHECK_EQUAL(session.text("0/a,").empty(), close);
    CAF_CHECK(!session.app.sockets.back()->connected());
  }
}

CAF_TEST(what a socket says after its end is not heard) {
  client_session session;
  auto& socket = session.connect();
  session.client.on_end(close_reason::transport_close, {});
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{
      "disconnecting / transport close id0", "detach / id0 #0",
      "disconnected / transport close"}));
  unsigned answered = 0;
  socket.emit("[\"a\"]", {}, {});
  socket.acknowledge(1, "[]", {});
  socket.emit_with_ack("[\"a\"]", {}, 1s, [&](auto* r) { answered += !r; });
  socket.join("x");
  socket.leave("x");
  socket.identify("bob");
  socket.list_users({}, [&](auto* users) { answered += !users; });
  socket.publish(std::make_shared<troupe::messages::broadcast>());
  socket.disconnect(false);
  socket.disconnect(true);
  session.client.on_end(close_reason::transport_close, {});
  session.client.announce_users();
  CAF_CHECK(session.wait(1h).empty());
  CAF_CHECK_EQUAL(answered, 2u);
}

CAF_TEST(who joins no namespace in time is shown out) {
  client_settings brief;
  brief.connect_timeout = 100ms;
  client_session session{brief};
  const auto opened = session.host.time;
  CAF_CHECK(session.client.next_deadline() == opened + 100ms);
  session.text("0/z,"); // refused, so it does not count
  CAF_CHECK(session.wait(99ms).empty());
  CAF_CHECK_EQUAL(
    session.wait(1ms),
    lines{"close forced server close: no namespace joined within "
          "socketio.connect_timeout (100 ms)"});

  client_session other{brief};
  auto& socket = other.connect();
  CAF_CHECK(other.client.next_deadline() == clock::time_point::max());
  socket.disconnect(false);
  other.out.take();
  CAF_CHECK(other.wait(1h).empty());
}

CAF_TEST(a client is in no more namespaces than it may) {
  client_session session;
  session.settings.max_namespaces = 2;
  session.connect("/a");
  session.connect("/b");
  session.text("1/a,");
  CAF_CHECK_EQUAL(session.text("0/c,").size(), 3u);
  const auto refused = session.text("0/d,");
  CAF_CHECK_EQUAL(
    refused.front(), "close forced close: joining namespaces: 3 is over "
                     "socketio.max_namespaces (2)");
}

CAF_TEST(a socket is in no more rooms than it may) {
  client_session session;
  session.settings.max_rooms = 2;
  auto& socket = session.connect();
  for (const std::string room : {"x", "x", "id0", "y", "z", "y"})
    socket.join(room);
  CAF_CHECK_EQUAL(session.out.take(), (lines{"join / x #0", "join / y #0"}));
  CAF_CHECK_EQUAL(
    socket.rooms(), (troupe::messages::room_set{"id0", "x", "y"}));
  for (const std::string room : {"x", "x", "id0", "never"})
    socket.leave(room);
  socket.join("z");
  CAF_CHECK_EQUAL(session.out.take(), (lines{"leave / x #0", "join / z #0"}));
}

CAF_TEST(a room has no longer a name than it may) {
  client_session session;
  session.settings.limits.name_bytes = 3;
  auto& socket = session.connect();
  for (const std::string room : {"four", "abc", ""})
    socket.join(room);
  CAF_CHECK_EQUAL(session.out.take(), (lines{"join / abc #0", "join /  #0"}));
}

CAF_TEST(an identified socket says so with its rooms until it ends) {
  client_session session;
  auto& socket = session.connect();
  socket.join("x");
  session.out.take();
  socket.identify("bob");
  socket.join("y");
  socket.leave("x");
  session.connect("/a");
  session.client.announce_users();
  CAF_CHECK_EQUAL(session.out.take(), lines{"online bob / id0 y"});
  CAF_CHECK_EQUAL(
    session.text("1"),
    (lines{
      "disconnecting / client namespace disconnect id0 y", "detach / id0 #0",
      "offline id0", "disconnected / client namespace disconnect"}));
}

CAF_TEST(a handler that throws keeps no other socket from ending) {
  const auto fail = [](auto& socket) {
    if (socket.nsp() == "/a")
      throw std::runtime_error{"thrown by a test"};
  };
  for (const bool at_first : {true, false}) {
    client_session session;
    auto& script = session.app.script;
    (at_first ? script.on_disconnecting : script.on_disconnect) = fail;
    for (const std::string nsp : {"/", "/a", "/b"})
      session.connect(nsp).identify("bob");
    session.out.take();
    bool threw = false;
    try {
      session.client.on_end(close_reason::transport_close, {});
    } catch (const std::runtime_error&) {
      threw = true;
    }
    CAF_CHECK(threw);
    lines ended;
    for (const auto& line : session.out.take())
      if (!line.starts_with("dis"))
        ended.push_back(line);
    CAF_CHECK_EQUAL(
      ended, (lines{
               "detach / id0 #0", "offline id0", "detach /a id1 #1",
               "offline id1", "detach /b id2 #2", "offline id2"}));
    for (const auto& socket : session.app.sockets) {
      CAF_CHECK(!socket->connected());
      socket->publish(std::make_shared<troupe::messages::broadcast>());
      socket->emit("[\"a\"]", {}, {});
    }
    session.app.sockets.clear();
    CAF_CHECK(session.out.take().empty());
  }
}
