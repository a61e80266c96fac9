#define CAF_SUITE actors.relay

#include "actors/cluster/relay.hpp"

#include "actors/rooms/thread_context.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_hooks.hpp"
#include "tests/support/fake_link.hpp"
#include "tests/support/room_fakes.hpp"

#include <memory>
#include <optional>
#include <string>

using namespace troupe::tests;
using namespace troupe;
using namespace troupe::actors;

namespace {

namespace peer = messages::peer;

constexpr std::uint32_t other_node = 7;

/// Takes what the relay hands to sessions of this node.
struct fake_gateway final : net::gateway {
  void
  open(net::io_thread&, unsigned, std::shared_ptr<net::exchange>) override {}
  void request(
    net::io_thread&, std::string to,
    std::shared_ptr<net::exchange> it) override {
    sid = std::move(to);
    asked = std::move(it);
  }
  std::optional<unsigned> owner_of(std::string_view) const override {
    return {};
  }
  std::string sid;
  std::shared_ptr<net::exchange> asked;
};

/// A client of this node that waits for an answer.
struct fake_client final : net::exchange_home {
  void answer(const net::reply& with) override { heard = with; }
  std::unique_ptr<net::stream>
  give_stream(std::string&, messages::frame_ptr) override {
    return nullptr;
  }
  std::optional<net::reply> heard;
};

struct aborts final : net::exchange_events {
  void on_body(net::exchange&) override {}
  void on_abort(net::exchange&) override { ++count; }
  void on_refused(net::exchange&) override {}
  int count = 0;
};

/// What has to outlive the actor system.
struct place {
  net::io_thread thread{0};
  fake_gateway home;
  std::unique_ptr<thread_context> context;
};

/// One relay and a link to another node that writes down what goes there.
struct fixture : place, actor_fixture {
  fixture() {
    context = std::make_unique<thread_context>(sys, thread);
    link = keep(other.spawn(sys));
    net::gateway& sessions = home;
    relay = keep(
      spawn_on<class relay>(sys, &context->unit, nullptr, std::ref(sessions)));
    caf::anon_send(relay, peer_up{{other_node, "other", link}});
    settle();
  }
  ~fixture() override {
    home.asked.reset();
    end_actors();
    settle();
    thread.stop();
    context->release();
    link = nullptr;
    relay = nullptr;
  }

  void settle() override {
    for (int i = 0; i < 10; ++i) {
      sched.run();
      thread.turn({});
    }
  }

  template <class Record>
  void hear(const Record& what) {
    caf::anon_send(relay, peer_record{other_node, peer::encode(what)});
    settle();
  }
  /// A client of ours asks for a session of the other node.
  std::shared_ptr<net::exchange> ask(
    net::exchange_home& of, std::string body,
    const net::engine_hooks* hooks = nullptr) {
    net::request head;
    head.method = "POST";
    head.target = "/socket.io/?sid=s1&transport=polling";
    head.query = {{"sid", "s1"}, {"transport", "polling"}};
    auto asked = std::make_shared<net::exchange>(
      of, std::move(head), net::string_pairs{}, hooks);
    asked->complete(std::move(body));
    caf::anon_send(relay, relay_exchange{other_node, 3, "s1", asked});
    settle();
    return asked;
  }
  /// The other node's client asks for a session of ours.
  void be_asked(peer::request_id id) {
    hear(peer::request{
      id, "s2", "GET", "/socket.io/?EIO=4&sid=s2", {}, "10.0.0.1", {}});
  }

  fake_link other;
  peer_link_actor link;
  relay_actor relay;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(relay_tests, fixture)

  CAF_TEST(a request goes to the node of its session and the answer back) {
    fake_client client;
    const auto asked = ask(client, "4hello");
    const auto sent = other.next<peer::request>();
    CAF_REQUIRE(sent);
    CAF_CHECK_EQUAL(sent->sid, "s1");
    CAF_CHECK_EQUAL(sent->method, "POST");
    CAF_CHECK_EQUAL(sent->body, "4hello");
    CAF_CHECK_EQUAL(int{peer::owner_thread(sent->id)}, 3);
    CAF_CHECK(!client.heard);
    hear(peer::answer{sent->id, 200, "text/html", "ok", {{"A", "b"}}, false});
    CAF_REQUIRE(client.heard);
    CAF_CHECK_EQUAL(client.heard->status, 200u);
    CAF_CHECK_EQUAL(client.heard->body, "ok");
    CAF_CHECK_EQUAL(client.heard->headers.size(), 1u);
  }

  CAF_TEST(a client that goes away is told of to the other node) {
    fake_client client;
    const auto asked = ask(client, "4hello");
    const auto sent = other.next<peer::request>();
    asked->abort();
    settle();
    const auto gone = other.next<peer::aborted>();
    CAF_REQUIRE(gone);
    CAF_CHECK_EQUAL(gone->id, sent->id);
    hear(peer::answer{sent->id, 200, {}, "late", {}, false});
    CAF_CHECK(!client.heard);
  }

  CAF_TEST(sessions of a node that goes are unknown at once) {
    fake_client waiting;
    const auto first = ask(waiting, "2");
    caf::anon_send(relay, peer_down{other_node});
    settle();
    CAF_REQUIRE(waiting.heard);
    CAF_CHECK_EQUAL(waiting.heard->status, 400u);
    fake_client late;
    const auto second = ask(late, "2");
    CAF_REQUIRE(late.heard);
    CAF_CHECK_EQUAL(
      late.heard->body, R"({"code":1,"message":"Session ID unknown"})");
  }

  CAF_TEST(headers and refusals are told to hooks where the client is) {
    net::fake_hooks hooks;
    fake_client client;
    const auto first = ask(client, "2", &hooks);
    hear(peer::answer{
      other.next<peer::request>()->id, 200, {}, "ok", {{"A", "b"}}, false});
    CAF_REQUIRE(client.heard);
    CAF_CHECK_EQUAL(client.heard->headers.size(), 3u);
    const auto second = ask(client, "2", &hooks);
    const auto mismatch = net::make_error_reply(net::engine_error::bad_request);
    hear(peer::answer{
      other.next<peer::request>()->id,
      400,
      "application/json",
      mismatch.body,
      {},
      false});
    CAF_CHECK_EQUAL(client.heard->body, mismatch.body);
    const auto third = ask(client, "2", &hooks);
    caf::anon_send(relay, peer_down{other_node});
    settle();
    CAF_CHECK_EQUAL(
      hooks.trace, "headers;"
                   "refused 3 name=TRANSPORT_MISMATCH transport=polling "
                   "previousTransport=websocket;"
                   "refused 1 sid=s1;");
  }

  CAF_TEST(a request of another node meets a session of ours) {
    be_asked(42);
    CAF_REQUIRE(home.asked);
    CAF_CHECK_EQUAL(home.sid, "s2");
    CAF_CHECK(home.asked->body_complete());
    CAF_CHECK_EQUAL(home.asked->head().parameter("EIO").value_or(""), "4");
    CAF_CHECK_EQUAL(home.asked->head().remote_address, "10.0.0.1");
    net::reply with;
    with.body = "6";
    home.asked->answer(with);
    settle();
    const auto sent = other.next<peer::answer>();
    CAF_REQUIRE(sent);
    CAF_CHECK_EQUAL(sent->id, 42u);
    CAF_CHECK_EQUAL(sent->body, "6");
  }

  CAF_TEST(a request that nobody answers is answered all the same) {
    be_asked(42);
    home.asked.reset();
    settle();
    const auto sent = other.next<peer::answer>();
    CAF_REQUIRE(sent);
    CAF_CHECK_EQUAL(sent->status, 503u);
  }

  CAF_TEST(a session is told when the other client or its node goes) {
    for (const bool with_node : {false, true}) {
      CAF_MESSAGE(with_node);
      be_asked(43);
      CAF_REQUIRE(home.asked);
      aborts events;
      home.asked->listen(&events);
      if (with_node) {
        caf::anon_send(relay, peer_down{other_node});
        settle();
      } else {
        hear(peer::aborted{43});
      }
      CAF_CHECK_EQUAL(events.count, 1);
      CAF_CHECK(!home.asked->open());
    }
  }

  CAF_TEST(bytes of a WebSocket elsewhere come out of a socket here) {
    be_asked(44);
    CAF_REQUIRE(home.asked);
    std::string glued;
    const auto before = net::stream::alive();
    CAF_CHECK(!home.asked->takes_extensions());
    auto socket = home.asked->accept_websocket(glued);
    CAF_REQUIRE(socket);
    settle();
    CAF_CHECK(other.next<peer::accepted>());
    CAF_CHECK_EQUAL(net::stream::alive(), before + 2);
    socket->push(messages::make_bytes({"to the client"}));
    settle();
    const auto sent = other.next<peer::tunnel_bytes>();
    CAF_REQUIRE(sent);
    CAF_CHECK(!sent->to_owner);
    CAF_CHECK_EQUAL(sent->bytes, "to the client");
    net::stream::retire(std::move(socket));
    settle();
    CAF_CHECK(other.next<peer::tunnel_closed>());
    CAF_CHECK_EQUAL(net::stream::alive(), before);
  }

  CAF_TEST_FIXTURE_SCOPE_END()
