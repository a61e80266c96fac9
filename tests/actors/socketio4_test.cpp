#define CAF_SUITE actors.socketio4

#include "actors/session/socketio4.hpp"

#include "tests/support/fake_client_host.hpp"
#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace troupe::tests;
using namespace std::chrono_literals;

using lines = client_session::lines;
using packet_type = troupe::messages::socketio::packet_type;

namespace {

client_session make_old() {
  return client_session{{}, socketio_revision::v4};
}

std::string first(const lines& came) {
  return came.empty() ? "" : came.front();
}

} // namespace

CAF_TEST(the query behind a namespace is what CONNECT says) {
  const std::pair<std::string, std::string> cases[] = {
    {"/a", "{}"},
    {"/a?", "{}"},
    {"/a?tok=1&x=2", R"({"tok":"1","x":"2"})"},
    {"/a?q=%22a+b%22", R"({"q":"\"a b\""})"},
    {"/a?x", R"({"x":""})"},
    {"/a?e=%ff", "{\"e\":\"\ufffd\"}"},
  };
  for (const auto& [nsp, auth] : cases) {
    troupe::messages::socketio::packet p;
    p.nsp = nsp;
    std::string payload;
    p.type = packet_type::event;
    p.data = "[1]";
    modernize(p, payload);
    CAF_CHECK_EQUAL(p.nsp, "/a");
    CAF_CHECK_EQUAL(p.data, "[1]");
    p.nsp = nsp;
    p.type = packet_type::connect;
    modernize(p, payload);
    CAF_CHECK_EQUAL(p.nsp, "/a");
    CAF_CHECK_EQUAL(p.data, auth);
  }
}

CAF_TEST(a client of protocol 4 is in the main namespace from the start) {
  auto session = make_old();
  CAF_CHECK_EQUAL(
    session.out.take(),
    (lines{"attach / id0", "write 40{\"sid\":\"id0\"}", "connected / {}"}));
  CAF_CHECK_EQUAL(session.text("2[\"hi\"]"), lines{"event / hi"});
  CAF_CHECK_EQUAL(
    first(session.text("0")),
    "close forced close: namespace is connected already");
}

CAF_TEST(a client of protocol 4 may repeat the query) {
  auto session = make_old();
  session.out.take();
  CAF_CHECK_EQUAL(
    session.text("0/a?tok=1"),
    (lines{
      "attach /a id1", "write 40/a,{\"sid\":\"id1\"}",
      "connected /a {\"tok\":\"1\"}"}));
  CAF_CHECK_EQUAL(session.text("2/a?tok=1,[\"hi\"]"), lines{"event /a hi"});
  CAF_CHECK(
    session.text("51-/a?tok=1,[\"hi\",{\"_placeholder\":true,\"num\":0}]")
      .empty());
  CAF_CHECK_EQUAL(session.bytes("x").size(), 1u);
  CAF_CHECK_EQUAL(
    first(session.text("1/a?tok=1")),
    "disconnecting /a client namespace disconnect id1");
}

CAF_TEST(a client of protocol 4 speaks no MessagePack) {
  auto session = make_old();
  session.out.take();
  CAF_CHECK_EQUAL(
    first(session.bytes("\x80")),
    "close forced close: got binary data when not reconstructing a packet");
}
