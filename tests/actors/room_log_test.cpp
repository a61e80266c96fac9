#define CAF_SUITE actors.room_log

#include "actors/rooms/room_log.hpp"

#include "tests/support/test.hpp"

#include <initializer_list>
#include <memory>
#include <string>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;

namespace {

constexpr std::size_t plenty = 1 << 20;
const room_log::clock::time_point start{std::chrono::hours{1}};

/// One that was said `of` an offset, to so many rooms.
broadcast_ptr said(std::uint64_t offset, std::size_t rooms = 1) {
  auto made = std::make_shared<broadcast>();
  made->packet.text = make_frame(opcode::text, {std::to_string(offset)});
  made->rooms.resize(rooms, "room");
  made->offset = offset;
  return made;
}

struct in {
  std::uint64_t seq;
  std::uint64_t offset;
  std::size_t rooms = 1;
  bool is_volatile = false;
};

room_log log_of(std::initializer_list<in> entries, log_bounds bounds) {
  room_log log;
  for (const auto& e : entries)
    log.append(
      {e.seq, e.offset, e.is_volatile ? nullptr : said(e.offset, e.rooms),
       start, e.rooms > 1},
      bounds);
  return log;
}

const log_bounds wide{plenty, plenty, std::chrono::hours{1}};

/// What was missed, or why nobody knows.
string shown(
  std::initializer_list<log_view> logs, std::optional<std::uint64_t> offset,
  std::uint64_t opened = 0, log_bounds bounds = wide) {
  const auto all = recall(
    {logs.begin(), logs.size()},
    {offset, opened, bounds,
     [](const broadcast& what) { return what.offset == 13; }});
  if (const auto* why = std::get_if<recall_refusal>(&all))
    return string{to_string(*why)};
  string text;
  for (const auto& what : std::get<recalled>(all).missed)
    text += string{what->packet.text->payload()} + ' ';
  return text;
}

const string unknown{"unknown offset"};
const string forgotten{"more missed than is kept"};

} // namespace

CAF_TEST(what is missed stands behind the offset) {
  const auto log = log_of({{1, 11}, {2, 12}, {3, 14}}, wide);
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 11), "12 14 ");
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 14), "");
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 15), unknown);
  CAF_CHECK_EQUAL(shown({{nullptr, 0}}, 15), unknown);
}

CAF_TEST(without an offset all is missed since the socket was opened) {
  const auto log = log_of({{1, 11}, {2, 12}, {3, 14}}, wide);
  CAF_CHECK_EQUAL(shown({{&log, 0}}, {}, 1), "12 14 ");
  CAF_CHECK_EQUAL(shown({{&log, 2}}, {}, 1), "14 ");
  CAF_CHECK_EQUAL(shown({{nullptr, 0}}, {}), "");
}

CAF_TEST(several logs are one in the order of delivery) {
  const auto a = log_of({{1, 11}, {4, 15}}, wide);
  const auto b = log_of({{2, 12}, {3, 14}, {5, 16}}, wide);
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 11), "12 14 15 16 ");
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 14), "15 16 ");
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 3}}, 11), "15 16 ");
}

CAF_TEST(volatile events and those for others are not missed) {
  const auto log = log_of({{1, 11}, {2, 12, 1, true}, {3, 13}, {4, 14}}, wide);
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 11), "14 ");
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 12), "14 ");
}

CAF_TEST(a broadcast to several rooms is missed once) {
  const auto a = log_of({{1, 11}, {2, 12, 2}, {4, 14}}, wide);
  const auto b = log_of({{3, 12, 2}, {5, 15}}, wide);
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 11), "12 14 15 ");
}

CAF_TEST(it was heard with its first part) {
  const auto a = log_of({{1, 11}, {2, 12, 2}, {3, 14}}, wide);
  const auto b = log_of({{4, 12, 2}, {5, 15}}, wide);
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 12), "14 15 ");
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 14), "15 ");
}

CAF_TEST(a log that forgot what is asked for says so) {
  const auto log = log_of({{1, 11}, {2, 12}, {3, 14}}, {2, plenty, wide.age});
  CAF_CHECK_EQUAL(log.forgotten(), 1U);
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 11), unknown);
  CAF_CHECK_EQUAL(shown({{&log, 0}}, 12), "14 ");
  CAF_CHECK_EQUAL(shown({{&log, 0}}, {}), forgotten);
  CAF_CHECK_EQUAL(shown({{&log, 1}}, {}), "12 14 ");
  const auto other = log_of({{4, 16}, {5, 17}}, {1, plenty, wide.age});
  CAF_CHECK_EQUAL(shown({{&log, 0}, {&other, 0}}, 14), forgotten);
}

CAF_TEST(bytes and age bound a log too) {
  const auto small = log_of({{1, 11}, {2, 12}}, {plenty, 200, wide.age});
  CAF_CHECK_EQUAL(small.entries().size(), 1U);
  auto log = log_of({{1, 11}}, wide);
  log.append({2, 12, said(12), start + std::chrono::hours{2}, false}, wide);
  CAF_CHECK_EQUAL(log.forgotten(), 1U);
  log.forget(start + std::chrono::hours{3});
  CAF_CHECK_EQUAL(log.forgotten(), 2U);
  CAF_CHECK(log.entries().empty());
}

CAF_TEST(more than one log may keep is too much in all) {
  const log_bounds two{2, plenty, wide.age};
  const auto a = log_of({{1, 11}, {3, 14}}, two);
  const auto b = log_of({{2, 12}, {4, 15}}, two);
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 11, 0, two), forgotten);
  CAF_CHECK_EQUAL(shown({{&a, 0}, {&b, 0}}, 12, 0, two), "14 15 ");
}

CAF_TEST(an offset of an earlier session means that nothing was heard) {
  const auto log = log_of({{1, 11}, {2, 12}, {3, 14}}, wide);
  CAF_CHECK_EQUAL(shown({{&log, 2}}, 11, 2), "14 ");
  CAF_CHECK_EQUAL(shown({{&log, 3}}, 12, 1), unknown);
}

CAF_TEST(what came before the offset is told too) {
  const auto log = log_of({{1, 11}, {2, 12, 1, true}, {3, 14}, {4, 15}}, wide);
  const log_view view{&log, 0};
  const auto all =
    recall({&view, 1}, {14, 0, wide, [](const auto&) { return false; }});
  using offsets = std::vector<std::uint64_t>;
  CAF_CHECK(std::get<recalled>(all).heard == (offsets{14, 12, 11}));
}
