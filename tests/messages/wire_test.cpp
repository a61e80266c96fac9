#define CAF_SUITE messages.wire

#include "messages/wire.hpp"

#include "tests/support/test.hpp"

namespace {

using std::string;
using std::string_view;

enum class colour : std::uint8_t { red = 1, green = 200 };

struct point {
  std::uint32_t x = 0;
  string name;

  friend bool operator==(const point&, const point&) = default;
};
/// What a later version makes of `point`.
struct later_point {
  std::uint32_t x = 0;
  string name;
  std::vector<string> labels;
};
struct shape {
  point at;
  bool filled = false;
  colour paint = colour::red;
  std::optional<point> other;
  std::vector<point> corners;
  std::vector<std::pair<string, std::uint64_t>> sizes;

  friend bool operator==(const shape&, const shape&) = default;
};
struct nothing {};
/// Knows how many of it a reader made.
struct counted {
  static inline std::size_t made = 0;
  counted() { ++made; }
  std::uint64_t value = 0;
};

} // namespace

namespace troupe::messages {

template <>
constexpr auto wire_fields<point> = std::tuple{&point::x, &point::name};
template <>
constexpr auto wire_fields<later_point> =
  std::tuple{&later_point::x, &later_point::name, &later_point::labels};
template <>
constexpr auto wire_fields<shape> =
  std::tuple{&shape::at,    &shape::filled,  &shape::paint,
             &shape::other, &shape::corners, &shape::sizes};
template <>
constexpr auto wire_fields<nothing> = std::tuple{};
template <>
constexpr auto wire_fields<counted> = std::tuple{&counted::value};

} // namespace troupe::messages

using namespace troupe::messages;

namespace {

template <class T>
string written(const T& value) {
  string out;
  wire_writer{out}.put(value);
  return out;
}

/// What `bytes` begin with, if it is a T.
template <class T>
std::optional<T> read(string_view bytes) {
  T value{};
  if (!wire_reader{bytes}.get(value))
    return {};
  return value;
}

/// True if the bytes of `value` give it back, and none of their prefixes does.
template <class T>
bool round_trips(const T& value) {
  const auto bytes = written(value);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (read<T>(string_view{bytes}.substr(0, size)))
      return false;
  T back{};
  wire_reader reader{bytes};
  return reader.get(back) && reader.done() && back == value;
}

template <class T>
concept writable = requires(wire_writer& to, const T& value) {
  to.put(value);
};
static_assert(writable<unsigned> && writable<bool> && writable<string_view>);
static_assert(!writable<int> && !writable<char> && !writable<const void*>);

shape full_shape() {
  return {
    {7, "middle"},        true,
    colour::green,        point{300, ""},
    {{1, "a"}, {2, "b"}}, {{"width", 3}, {"", UINT64_MAX}},
  };
}

} // namespace

CAF_TEST(integers are written by seven bits with the lowest first) {
  const std::pair<std::uint64_t, string> cases[] = {
    {0, string(1, '\0')},
    {1, "\x01"},
    {127, "\x7f"},
    {128, "\x80\x01"},
    {300, "\xac\x02"},
    {16'384, "\x80\x80\x01"},
    {UINT32_MAX, "\xff\xff\xff\xff\x0f"},
    {INT64_MAX, string(8, '\xff') + '\x7f'},
    {UINT64_MAX, string(9, '\xff') + '\x01'},
  };
  for (const auto& [value, bytes] : cases) {
    CAF_MESSAGE(value);
    CAF_CHECK(written(value) == bytes);
    CAF_CHECK(round_trips(value));
  }
}

CAF_TEST(integers that end nowhere or are too wide or too long are refused) {
  const string cases[] = {
    "",
    "\x80",
    string(9, '\xff'),
    string(10, '\x80'),
    string(10, '\x80') + '\0',      // an eleventh byte
    string(9, '\x80') + '\x02',     // a 65th bit
    string(9, '\xff') + '\x03',     // … and the 64th
    string(9, '\xff') + '\x7f',     // all that there can be
    string(9, '\xff') + "\x81\x01", // an eleventh byte that adds nothing
    {'\x85', '\x80', '\0'},         // could be shorter
    string(9, '\x80') + '\0',
  };
  for (const auto& bytes : cases) {
    CAF_MESSAGE(bytes.size());
    CAF_CHECK(!read<std::uint64_t>(bytes));
    CAF_CHECK(!read<std::uint8_t>(bytes));
    CAF_CHECK(!read<bool>(bytes));
    CAF_CHECK(!read<colour>(bytes));
    CAF_CHECK(!read<string>(bytes));
    CAF_CHECK(!read<std::vector<string>>(bytes));
    CAF_CHECK(!read<std::optional<string>>(bytes));
    CAF_CHECK(!read<nothing>(bytes));
  }
}

CAF_TEST(a number has to fit where it is read into) {
  const std::uint64_t values[] = {
    0,      1,      2,          255,         256,        257,
    65'535, 65'536, UINT32_MAX, 1ULL << 32U, UINT64_MAX, UINT64_MAX - 255};
  for (const auto value : values) {
    CAF_MESSAGE(value);
    const auto bytes = written(value);
    CAF_CHECK_EQUAL(read<bool>(bytes).has_value(), value <= 1);
    CAF_CHECK_EQUAL(read<std::uint8_t>(bytes).has_value(), value <= 255);
    CAF_CHECK_EQUAL(read<colour>(bytes).has_value(), value <= 255);
    CAF_CHECK_EQUAL(read<std::uint16_t>(bytes).has_value(), value <= 65'535);
    CAF_CHECK_EQUAL(
      read<std::uint32_t>(bytes).has_value(), value <= UINT32_MAX);
  }
  CAF_CHECK(round_trips(std::uint8_t{255}));
  CAF_CHECK(round_trips(std::uint32_t{UINT32_MAX}));
  CAF_CHECK(round_trips(colour::green));
  CAF_CHECK(round_trips(static_cast<colour>(7))); // of a later version
  CAF_CHECK(round_trips(true) && round_trips(false));
}

CAF_TEST(texts are any bytes) {
  for (const string& text :
       {string{}, string{"x"}, string(1, '\0'), string{"\xff\x80"},
        string(127, 'a'), string(128, 'b'), string(70'000, '\x80')}) {
    CAF_MESSAGE(text.size());
    CAF_CHECK(round_trips(text));
    CAF_CHECK(written(text) == written(text.size()) + text);
  }
}

CAF_TEST(a text cannot end behind the end) {
  const std::uint64_t sizes[] = {
    4, 128, UINT32_MAX, UINT64_MAX - 2, UINT64_MAX};
  for (const auto size : sizes) {
    CAF_MESSAGE(size);
    CAF_CHECK(!read<string>(written(size) + "abc"));
    CAF_CHECK(!read<string_view>(written(size) + "abc"));
    CAF_CHECK(!read<point>(written(size) + "abc"));
  }
}

CAF_TEST(a view is into what is read) {
  const auto bytes = written(string{"abc"});
  const auto view = read<string_view>(bytes);
  CAF_REQUIRE(view);
  CAF_CHECK(view->data() == bytes.data() + 1);
}

CAF_TEST(lists and pairs and options round trip) {
  CAF_CHECK(round_trips(std::vector<string>{}));
  CAF_CHECK(round_trips(std::vector<string>{"", "a", ""}));
  CAF_CHECK(round_trips(std::vector<string>(1'000)));
  CAF_CHECK(round_trips(std::vector<std::vector<std::uint32_t>>{{}, {1, 2}}));
  CAF_CHECK(round_trips(std::pair<string, bool>{"a", true}));
  CAF_CHECK(round_trips(std::optional<string>{}));
  CAF_CHECK(round_trips(std::optional<string>{""}));
}

CAF_TEST(an option is there or not ) {
  CAF_CHECK(!read<std::optional<string>>(string{"\x02\x01x"}));
  CAF_CHECK(!read<std::optional<string>>(string{"\x01"}));
  CAF_CHECK(!read<std::optional<string>>(string{"\x01\x02x"}));
}

CAF_TEST(what was there before is replaced) {
  std::optional<string> option{"old"};
  CAF_CHECK(wire_reader{string_view{"\0", 1}}.get(option));
  CAF_CHECK(!option);
  std::vector<string> list{"old"};
  CAF_CHECK(wire_reader{"\x01\x01x"}.get(list));
  CAF_CHECK(list == std::vector<string>{"x"});
}

CAF_TEST(a list makes no more elements than it has bytes) {
  const string four = "\x01\x05\x01\x06"; // two of them
  for (const std::uint64_t length : {0UL, 1UL, 2UL, 3UL, 5UL, UINT64_MAX}) {
    counted::made = 0;
    const auto got = read<std::vector<counted>>(written(length) + four);
    CAF_CHECK_EQUAL(got.has_value(), length <= 2);
    CAF_CHECK_EQUAL(counted::made, got ? length : 0);
  }
  // The shortest text is one byte, and so many may follow.
  const auto list = written(std::uint64_t{500}) + string(500, '\0');
  CAF_CHECK(read<std::vector<string>>(list).value().size() == 500);
  CAF_CHECK(!read<std::vector<string>>(string_view{list}.substr(0, 501)));
}

CAF_TEST(a list takes no more memory than its elements) {
  const auto list = read<std::vector<point>>("\x7A" + string(244, '\0'));
  CAF_CHECK_EQUAL(list.value().capacity(), 122u);
}

CAF_TEST(structs are their fields behind their length) {
  CAF_CHECK(
    written(point{5, "ab"}) == "\x04\x05\x02"
                               "ab");
  CAF_CHECK(written(nothing{}) == string(1, '\0'));
  CAF_CHECK(round_trips(shape{}));
  CAF_CHECK(round_trips(full_shape()));
}

CAF_TEST(a field cannot reach out of its struct) {
  CAF_CHECK(!read<point>("\x04\x05\x03"
                         "abc"));
  CAF_CHECK(!read<point>("\x01\x85\x01\x01"
                         "a"));
  // What the first lacks is not taken from the second.
  using points = std::vector<point>;
  CAF_CHECK(
    read<points>("\x02\x01\x05\x03\x06\x01"
                 "a") == (points{{5, ""}, {6, "a"}}));
}

CAF_TEST(fields that a later version appended are ignored) {
  const later_point at{7, "middle", {"x", "y"}}, other{300, "", {"z"}};
  const std::vector corners{later_point{1, "a", {"x"}}, {2, "b", {}}};
  CAF_CHECK(read<point>(written(at)) == (point{7, "middle"}));
  CAF_CHECK(read<std::vector<point>>(written(corners)) == full_shape().corners);
  string fields;
  wire_writer later{fields};
  later.put(at);
  later.put(true);
  later.put(colour::green);
  later.put(std::optional{other});
  later.put(corners);
  later.put(full_shape().sizes);
  later.put(string{"new"});
  CAF_CHECK(read<shape>(written(fields)) == full_shape());
}

CAF_TEST(fields that an earlier version did not have keep their defaults) {
  const auto later = read<later_point>(written(point{7, "middle"}));
  CAF_REQUIRE(later);
  CAF_CHECK(later->x == 7 && later->name == "middle" && later->labels.empty());
  CAF_CHECK(read<point>(written(nothing{})) == point{});
  shape moved;
  moved.at = full_shape().at;
  CAF_CHECK(read<shape>(written(written(moved.at))) == moved);
  point old{7, "old"};
  CAF_CHECK(wire_reader{"\x01\x05"}.get(old) && old == (point{5, "old"}));
}
