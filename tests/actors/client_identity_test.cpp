#define CAF_SUITE actors.client_identity

#include "tests/support/fake_client_host.hpp"
#include "tests/support/jwt_signer.hpp"
#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace troupe::tests;
using namespace std::chrono_literals;

using lines = client_session::lines;
using std::string;

namespace {

const string secret = "0123456789abcdef0123456789abcdef";

/// Good for so many seconds from the host's start on.
string token_of(const string& user, std::int64_t seconds = 100) {
  return sign_hs256(
    secret, "{\"sub\":\"" + user +
              "\",\"exp\":" + std::to_string(1'800'000'000 + seconds) + "}");
}

string connect(const string& token, const string& nsp = "") {
  return "0" + nsp + "{\"token\":\"" + token + "\"}";
}

client_settings strict() {
  auto auth = std::make_shared<authentication>();
  auth->keys.push_back(good_key("", "HS256", secret));
  auth->notice = 10s;
  client_settings with;
  with.auth = auth;
  return with;
}

string refused(const string& code, const string& message) {
  return "write 44{\"message\":\"" + message + "\",\"data\":{\"code\":\"" +
         code + "\"}}";
}

troupe::net::request request_with(const string& authorization) {
  troupe::net::request req;
  req.headers = {{"authorization", authorization}};
  return req;
}

} // namespace

CAF_TEST(a client without a good token does not come in) {
  client_session session{strict()};
  CAF_CHECK_EQUAL(
    session.text("0"), lines{refused("missing", "token is missing")});
  CAF_CHECK_EQUAL(
    session.text(connect("")), lines{refused("missing", "token is missing")});
  CAF_CHECK_EQUAL(
    session.text("0{\"token\":7}"),
    lines{refused("malformed", "token is malformed")});
  CAF_CHECK_EQUAL(
    session.text(connect(token_of("ann", -31))),
    lines{refused("expired", "token has expired")});
  CAF_CHECK_EQUAL(
    session.text(connect(token_of("ann") + "A")),
    lines{refused("bad_signature", "token has a bad signature")});
  // Which namespaces there are is nobody's business either.
  CAF_CHECK_EQUAL(
    session.text("0/z,"), lines{"write 44/z,{\"message\":\"token is missing\","
                                "\"data\":{\"code\":\"missing\"}}"});
  CAF_CHECK(session.app.sockets.empty());
  CAF_CHECK_EQUAL(session.host.failed_auths, 6u);
  CAF_CHECK_EQUAL(session.text(connect(token_of("ann"))).size(), 4u);
}

CAF_TEST(a socket belongs to the user of its token) {
  client_session session{strict()};
  session.app.script.on_connect = [](auto& socket) { socket.identify("bob"); };
  const auto token = token_of("ann");
  CAF_CHECK_EQUAL(
    session.text(connect(token)),
    (lines{
      "attach / id0", "write 40{\"sid\":\"id0\"}", "online ann / id0",
      "connected / {\"token\":\"" + token + "\"}"}));
  CAF_CHECK_EQUAL(session.app.sockets.back()->identity()->user, "ann");
}

CAF_TEST(without authentication tokens mean nothing) {
  client_session session;
  session.app.script.on_connect = [](auto& socket) { socket.identify("bob"); };
  CAF_CHECK_EQUAL(
    session.text("0{\"token\":\"x\"}"),
    (lines{
      "attach / id0", "write 40{\"sid\":\"id0\"}",
      "connected / "
      "{\"token\":\"x\"}",
      "online bob / id0"}));
  CAF_CHECK(session.app.sockets.back()->identity() == nullptr);
  CAF_CHECK_EQUAL(
    session.text("21[\"auth-refresh\",\"x\"]"),
    lines{"event / auth-refresh \"x\" ack 1"});
}

CAF_TEST(the handshake may bring the token) {
  client_session session{strict()};
  session.host.first.head =
    troupe::net::packed_head{request_with("bearer " + token_of("ann"))};
  CAF_CHECK_EQUAL(session.text("0").size(), 4u);
  CAF_CHECK_EQUAL(session.app.sockets.back()->identity()->user, "ann");
}

CAF_TEST(the query may bring it if that is allowed) {
  auto with = strict();
  troupe::net::request first;
  first.target = "/?token=" + token_of("ann");
  client_session careful{with};
  careful.host.first.head = troupe::net::packed_head{first};
  CAF_CHECK_EQUAL(
    careful.text("0"), lines{refused("missing", "token is missing")});
  auto loose = std::make_shared<authentication>(*with.auth);
  loose->query_token = true;
  with.auth = loose;
  client_session session{with};
  session.host.first.head = troupe::net::packed_head{first};
  CAF_CHECK_EQUAL(session.text("0").size(), 4u);
}

CAF_TEST(a session belongs to the user of its handshake) {
  const auto with = strict();
  client_session session{with};
  session.host.session_of = make_owner(
    *with.auth, request_with("Bearer " + token_of("ann")), session.host.wall);
  CAF_REQUIRE(session.host.session_of != nullptr);
  CAF_CHECK_EQUAL(
    session.text(connect(token_of("bob"))),
    lines{refused("other_user", "token is of another user")});
  CAF_CHECK_EQUAL(session.text("0").size(), 4u);

  const auto& owner = *session.host.session_of;
  const auto may = [&](const string& authorization) {
    return speaks_for(
      owner, *with.auth, request_with(authorization), session.host.wall);
  };
  CAF_CHECK(speaks_for(owner, *with.auth, {}, session.host.wall));
  CAF_CHECK(may("Bearer " + token_of("ann")));
  CAF_CHECK(may("Bearer " + token_of("ann", 200)));
  CAF_CHECK(may("Basic YTpi"));
  CAF_CHECK(!may("Bearer " + token_of("bob")));
  CAF_CHECK(!may("Bearer x"));
  CAF_CHECK(!may("Bearer "));
  // Nobody in particular: whoever has the session's id.
  CAF_CHECK(!make_owner(*with.auth, request_with("Bearer x"), {}));
  CAF_CHECK(!make_owner(*with.auth, {}, session.host.wall));
}

CAF_TEST(a socket ends with its token) {
  client_session session{strict()};
  session.text(connect(token_of("ann", 100)));
  CAF_CHECK_EQUAL(session.wait(89s), lines{});
  CAF_CHECK_EQUAL(
    session.wait(1s),
    lines{"write 42[\"auth-expiring\",{\"expires\":1800000100}]"});
  CAF_CHECK_EQUAL(session.wait(39s), lines{});
  CAF_CHECK_EQUAL(
    session.wait(1s),
    (lines{
      "write 41", "disconnecting / server namespace disconnect id0",
      "detach / id0 #0", "offline id0",
      "disconnected / server namespace disconnect",
      "close server namespace disconnect: token expired and not refreshed "
      "within auth.leeway (30000 ms)"}));
}

CAF_TEST(other sockets of the session live on) {
  client_session session{strict()};
  session.text(connect(token_of("ann", 100)));
  session.text(connect(token_of("ann", 1000), "/a,"));
  session.wait(90s);
  CAF_CHECK_EQUAL(session.wait(40s).size(), 5u);
  CAF_CHECK(session.app.sockets[1]->connected());
  CAF_CHECK_EQUAL(session.text("2/a,[\"x\"]"), lines{"event /a x"});
}

CAF_TEST(a fresh token lets it stay) {
  client_session session{strict()};
  session.text(connect(token_of("ann", 100)));
  session.wait(90s);
  const auto refresh = [&](const string& token) {
    return session.text("25[\"auth-refresh\"," + token + "]");
  };
  const auto said = [](const string& code, const string& message) {
    return lines{
      "write 435[{\"ok\":false,\"code\":\"" + code + "\",\"message\":\"" +
      message + "\"}]"};
  };
  CAF_CHECK_EQUAL(
    refresh("\"" + token_of("bob", 500) + "\""),
    said("other_user", "token is of another user"));
  CAF_CHECK_EQUAL(refresh("7"), said("missing", "token is missing"));
  CAF_CHECK_EQUAL(
    refresh("\"" + token_of("ann", 50) + "\""),
    said("expired", "token has expired"));
  CAF_CHECK_EQUAL(session.host.failed_auths, 3u);
  CAF_CHECK_EQUAL(
    refresh("\"" + token_of("ann", 500) + "\""),
    lines{"write 435[{\"ok\":true,\"expires\":1800000500}]"});
  CAF_CHECK_EQUAL(
    session.text("2[\"auth-refresh\",\"" + token_of("ann", 501) + "\"]"),
    lines{});
  CAF_CHECK_EQUAL(session.wait(300s), lines{});
  CAF_CHECK_EQUAL(
    session.wait(101s),
    lines{"write 42[\"auth-expiring\",{\"expires\":1800000501}]"});
  CAF_CHECK_EQUAL(session.wait(40s).size(), 6u);
}

CAF_TEST(a token may be good for longer than a clock can count) {
  client_session session{strict()};
  const std::int64_t end_of_9999 = 253'402'300'799 - 1'800'000'000;
  session.text(connect(token_of("ann", end_of_9999)));
  CAF_CHECK_EQUAL(session.wait(24h), lines{});
  CAF_CHECK(session.app.sockets.back()->connected());
}

CAF_TEST(a token that ends soon is told of behind the answer) {
  client_session session{strict()};
  CAF_CHECK_EQUAL(session.text(connect(token_of("ann", 5))).size(), 4u);
  CAF_CHECK(session.host.deadline_told);
  CAF_CHECK_EQUAL(session.wait(0s).size(), 1u);
}

CAF_TEST(who comes back has the same name) {
  const auto pid = string(20, 'p');
  const auto ann = pid_of_user(pid, "ann");
  CAF_CHECK(ann.starts_with(pid + "."));
  CAF_CHECK(ann != pid_of_user(pid, "bob"));
  CAF_CHECK_EQUAL(ann, pid_of_user(pid, "ann"));
  CAF_CHECK_EQUAL(ann.size(), 20u + 1 + 22);
}

CAF_TEST(a client does not choose the id of a socket for a room) {
  client_session session;
  auto& socket = session.connect();
  CAF_CHECK(socket.join_chosen("lobby"));
  CAF_CHECK(socket.join_chosen("lobby"));
  session.host.other_id = "X";
  CAF_CHECK(!socket.join_chosen("X"));
  CAF_CHECK_EQUAL(session.out.take(), lines{"join / lobby #0"});
  socket.join("X"); // the server may
  CAF_CHECK_EQUAL(session.out.take(), lines{"join / X #0"});
}
