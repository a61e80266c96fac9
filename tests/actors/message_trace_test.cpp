#define CAF_SUITE actors.message_trace

#include "actors/tracing/packet_trace.hpp"

#include "tests/support/adapter_fixture.hpp"
#include "tests/support/tracing.hpp"

using namespace troupe::tests;
using troupe::actors::packet_trace;
using troupe::actors::trace_published;

namespace {

/// A broadcast that is traced under a name.
broadcast_ptr
traced(std::uint64_t trace, std::vector<std::string> rooms, broadcast of = {}) {
  of.packet.text = make_frame(opcode::text, {"hi"});
  of.packet = with_trace(of.packet, trace);
  of.rooms = std::move(rooms);
  of.trace = trace;
  return share(std::move(of));
}

/// Whether each line has this name.
bool all_of_trace(
  const std::vector<std::string>& lines, const std::string& id) {
  return std::all_of(lines.begin(), lines.end(), [&id](const auto& line) {
    return value_of(line, "trace_id") == id;
  });
}

struct fixture : adapter_fixture {
  fixture() {
    join(ann, "lobby");
    join(bob, "lobby");
    join(cid, "lobby");
    answer_for_spy();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(message_trace_tests, fixture)

  CAF_TEST(each step of a traced message to a room has its name) {
    traced_log log{"room:somewhere"};
    broadcast what;
    what.sender = bob.slot;
    tell(publish{traced(0xab, {"lobby"}, std::move(what))});
    settle();
    const auto lines = log.end();
    CAF_CHECK_EQUAL(heard(), "ann: hi; cid: hi");
    CAF_CHECK(all_of_trace(lines, "00000000000000ab"));
    CAF_CHECK_EQUAL(
      steps_of(lines, {"room", "socket", "reason"}),
      "message-in-adapter; message-in-room lobby; "
      "message-in-dispatcher; message-delivered ann; "
      "message-left-out bob it is the sender; "
      "message-in-dispatcher; message-delivered cid");
  }

  CAF_TEST(what is not traced leaves no line) {
    traced_log log{"room:somewhere"};
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(steps_of(log.end(), {"socket"}), "");
    CAF_CHECK_EQUAL(heard(), "ann: hi; bob: hi; cid: hi");
  }

  CAF_TEST(a room that nobody is in is said to be unheard) {
    traced_log log{"room:den"};
    tell(publish{traced(1, {"den"})});
    settle();
    CAF_CHECK_EQUAL(
      steps_of(log.end(), {"room"}), "message-in-adapter; message-unheard den");
  }

  CAF_TEST(of two rooms a member of both hears in one) {
    join(ann, "den");
    answer_for_spy();
    traced_log log{"room:den"};
    broadcast what;
    what.except = {"cid"};
    tell(publish{traced(1, {"den", "lobby"}, std::move(what))});
    settle();
    std::vector<std::string> ends;
    for (const auto& line : log.end())
      if (!value_of(line, "socket").empty())
        ends.push_back(line);
    CAF_CHECK_EQUAL(
      steps_of(ends, {"socket", "reason"}),
      "message-delivered ann; message-left-out ann heard in another room; "
      "message-delivered bob; message-left-out cid excepted");
  }

  CAF_TEST(a traced user hears alone with a trace what nobody followed) {
    bob.traced_as = "user:bob";
    traced_log log{"user:bob"};
    say_to({"lobby"}, "hi");
    say_to({"ann"}, "you");
    settle();
    CAF_CHECK_EQUAL(
      steps_of(log.end(), {"socket", "sid"}), "message-delivered bob");
    CAF_CHECK(bob.last->traced());
    CAF_CHECK(!ann.last->traced());
    CAF_CHECK_EQUAL(heard(), "ann: you, hi; bob: hi; cid: hi");
  }

  CAF_TEST(what is said to a traced room is traced from the start) {
    traced_log log{"room:lobby"};
    const auto plain = share(make_broadcast("hi", {"den"}));
    CAF_CHECK(trace_published("/", plain) == plain);
    const auto followed =
      trace_published("/", share(make_broadcast("hi", {"den", "lobby"})));
    CAF_CHECK(followed->trace != 0);
    CAF_CHECK_EQUAL(followed->packet.text->trace(), followed->trace);
    CAF_CHECK(trace_published("/", followed) == followed);
    const auto lines = log.end();
    CAF_CHECK(all_of_trace(lines, troupe::log::trace_text(followed->trace)));
    CAF_CHECK_EQUAL(steps_of(lines, {"rooms"}), "message-published den,lobby");
  }

  CAF_TEST(what came before is written once a packet concerns the room) {
    traced_log log{"room:lobby"};
    broadcast_ptr elsewhere, said;
    {
      packet_trace packet{"0123456789", 12, "polling"};
      packet.decoded("event", "/", "ann", "say");
      packet.handled();
      elsewhere = trace_published("/", share(make_broadcast("hi", {"den"})));
      said = trace_published("/", share(make_broadcast("hi", {"lobby"})));
      CAF_CHECK_EQUAL(said->trace, packet.id());
      // It is followed now, and so is all that comes of it.
      const auto more = share(make_broadcast("hi", {"den"}));
      const auto followed = trace_published("/", more);
      CAF_CHECK_EQUAL(followed->trace, packet.id());
    }
    const auto later = trace_published("/", share(make_broadcast("hi")));
    CAF_CHECK_EQUAL(elsewhere->trace, 0u);
    CAF_CHECK_EQUAL(later->trace, 0u);
    const auto lines = log.end();
    CAF_CHECK(all_of_trace(lines, troupe::log::trace_text(said->trace)));
    CAF_CHECK_EQUAL(
      steps_of(lines, {"sid", "event_name", "rooms"}),
      "message-received 01234567; message-decoded say; handler-called say; "
      "message-published lobby; message-published den");
  }

  CAF_TEST(a message for a user is traced by the name of the user) {
    traced_log log{"user:ann"};
    const auto what = share(make_broadcast("hi"));
    CAF_CHECK(trace_published("/", what, "ann")->trace != 0);
    CAF_CHECK(trace_published("/", what, "bob") == what);
    CAF_CHECK_EQUAL(steps_of(log.end(), {"user"}), "message-published ann");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
