#define CAF_SUITE config.trace

#include "config/trace.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/test.hpp"

#include <chrono>
#include <string>

using namespace troupe;
using namespace std::chrono_literals;
using troupe::tests::captured_log;
using troupe::tests::value_of;

namespace {

using std::string;
using clock_type = std::chrono::steady_clock;

/// The filter as it is understood, or why it is none.
string understood(const string& text) {
  const auto parsed = log::parse_trace(text);
  if (const auto* wrong = std::get_if<string>(&parsed))
    return "no: " + *wrong;
  return std::get<log::trace_filter>(parsed).text();
}

log::trace_filter filter_of(const string& text) {
  return std::get<log::trace_filter>(log::parse_trace(text));
}

} // namespace

CAF_TEST(a filter names a session or a socket or a room or a user) {
  for (const string text :
       {"sid:12345678", "room:lobby", "room:a:b", "room: ", "user:ann",
        "room:off", "user:sid:x"})
    CAF_CHECK_EQUAL(understood(text), text);
}

CAF_TEST(what is no filter is refused with the reason) {
  const string no = "no: '";
  const string help = "' is no trace: sid:ID, room:NAME or user:NAME is one, "
                      "or off";
  for (const string text : {"", "lobby", "Room:lobby", " room:x", "event:x"})
    CAF_CHECK_EQUAL(understood(text), no + text + help);
  CAF_CHECK_EQUAL(understood("room:"), "no: 'room:' needs a name behind it");
  CAF_CHECK_EQUAL(understood("user:"), "no: 'user:' needs a name behind it");
  CAF_CHECK_EQUAL(
    understood("sid:1234567"),
    "no: 'sid:' needs 8 characters of a session id, or a socket's whole id");
  CAF_CHECK(log::is_trace(""));
  CAF_CHECK(log::is_trace("off"));
  CAF_CHECK(log::is_trace("room:x"));
  CAF_CHECK(!log::is_trace("room:"));
}

CAF_TEST(a filter matches what it names and nothing else) {
  const auto sid = filter_of("sid:abcdefgh");
  CAF_CHECK(sid.has_session("abcdefghijklmnopqrst"));
  CAF_CHECK(!sid.has_session("abcdefg"));
  CAF_CHECK(!sid.has_session("Xabcdefghijklmnopqrs"));
  CAF_CHECK(sid.has_socket("abcdefgh"));
  CAF_CHECK(!sid.has_socket("abcdefghi"));
  CAF_CHECK(!sid.has_room("abcdefgh"));
  CAF_CHECK(!sid.has_user("abcdefgh"));
  const auto room = filter_of("room:lobby");
  CAF_CHECK(room.has_room("lobby"));
  CAF_CHECK(!room.has_room("lobby2"));
  CAF_CHECK(!room.has_room(""));
  CAF_CHECK(!room.has_user("lobby"));
  CAF_CHECK(!room.has_session("lobby"));
  const auto user = filter_of("user:ann");
  CAF_CHECK(user.has_user("ann"));
  CAF_CHECK(!user.has_user("anna"));
  CAF_CHECK(!user.has_user(""));
  CAF_CHECK(!user.has_socket("ann"));
}

CAF_TEST(a trace lasts until it is ended) {
  CAF_CHECK(!log::tracing());
  CAF_CHECK(log::traced_now() == nullptr);
  CAF_CHECK(!log::set_trace("room:lobby"));
  CAF_CHECK(log::tracing());
  CAF_REQUIRE(log::traced_now() != nullptr);
  CAF_CHECK_EQUAL(log::traced_now()->text(), "room:lobby");
  CAF_CHECK(log::traced_now(clock_type::now() + 1000h) != nullptr);
  CAF_CHECK(!log::set_trace("user:ann"));
  CAF_CHECK_EQUAL(log::traced_now()->text(), "user:ann");
  CAF_CHECK(!log::set_trace("off"));
  CAF_CHECK(!log::tracing());
  CAF_CHECK(log::traced_now() == nullptr);
}

CAF_TEST(a trace for some time ends by itself) {
  const auto before = clock_type::now();
  CAF_CHECK(!log::set_trace("room:lobby", 30s));
  CAF_CHECK(log::traced_now(before + 29s) != nullptr);
  CAF_CHECK(log::tracing());
  CAF_CHECK(log::traced_now(clock_type::now() + 30s) == nullptr);
  CAF_CHECK(!log::tracing());
}

CAF_TEST(what is no filter changes nothing) {
  CAF_CHECK(!log::set_trace("room:lobby"));
  const auto wrong = log::set_trace("lobby");
  CAF_REQUIRE(wrong.has_value());
  CAF_CHECK(wrong->starts_with("'lobby' is no trace"));
  CAF_CHECK_EQUAL(log::traced_now()->text(), "room:lobby");
  CAF_CHECK(!log::set_trace(""));
}

CAF_TEST(the log tells of begin and end whatever its level is) {
  captured_log all{log::level::error};
  log::set_trace("room:lobby", 30s);
  log::set_trace("user:ann");
  log::set_trace("off");
  log::set_trace("off");
  string told;
  for (const auto& line : all.end())
    told += value_of(line, "event") + ' ' + value_of(line, "filter") + "; ";
  CAF_CHECK_EQUAL(
    told,
    "trace-began room:lobby; trace-ended room:lobby; trace-began user:ann; "
    "trace-ended user:ann; ");
}

CAF_TEST(ids are never zero and 16 digits long) {
  CAF_CHECK_EQUAL(log::trace_text(0xab), "00000000000000ab");
  CAF_CHECK_EQUAL(log::trace_text(~std::uint64_t{0}), "ffffffffffffffff");
  const auto one = log::make_trace_id();
  CAF_CHECK(one != 0);
  CAF_CHECK(one != log::make_trace_id());
}
