#define CAF_SUITE messages.peer

#include "messages/peer.hpp"

#include "messages/wire.hpp"
#include "tests/support/test.hpp"

#include <random>

using namespace troupe::messages;
using namespace troupe::messages::peer;

namespace {

using std::string;
using std::string_view;
/// A record and how it goes over the wire: its kind, its length, its fields.
template <class T>
struct sample {
  T value;
  string bytes;
};

auto greeting_samples() {
  return std::tuple{
    sample<hello>{
      {1, 2, "c", {"n", "a", 3}, "x"},
      {1, 12, 1, 2, 1, 'c', 5, 1, 'n', 1, 'a', 3, 1, 'x'}},
    sample<challenge>{
      {1, {"n", "a", 3}, "x", "p"},
      {2, 11, 1, 5, 1, 'n', 1, 'a', 3, 1, 'x', 1, 'p'}},
    sample<peer::join>{{"x", "p"}, {3, 4, 1, 'x', 1, 'p'}},
    sample<refused>{{"r", true}, {4, 3, 1, 'r', 1}},
    sample<heartbeat>{{7}, {10, 1, 7}},
    sample<leaving>{{}, {11, 0}},
    sample<members>{
      {{{"n", "a", 3}, {"", "", 4}}},
      {12, 11, 2, 5, 1, 'n', 1, 'a', 3, 3, 0, 0, 4}},
  };
}

auto news_samples() {
  const user_entry user{"u", "/", "s", {"r"}};
  return std::tuple{
    sample<rooms_news>{
      {"/", true, {"o", "p"}, {"c"}, true, true},
      {20, 13, 1, '/', 1, 2, 1, 'o', 1, 'p', 1, 1, 'c', 1, 1}},
    sample<broadcast_news>{
      {"/", {"r"}, {"e", ""}, true, "4", {"b", ""}, 9, 5, true},
      {21, 19, 1,   '/', 1, 1,   'r', 2, 1, 'e', 0,
       1,  1,  '4', 2,   1, 'b', 0,   9, 5, 1}},
    sample<users_news>{
      {true, {user}, {"t"}, true},
      {30, 16, 1, 1, 9, 1, 'u', 1, '/', 1, 's', 1, 1, 'r', 1, 1, 't', 1}},
    sample<question>{
      {5, question::topic::disconnect_user, "/", "r", "u", true, "t", {}, true},
      {60, 14, 5, 2, 1, '/', 1, 1, 'r', 1, 'u', 1, 1, 't', 0, 1}},
    sample<told>{
      {5, {user}, 3, {}},
      {61, 14, 5, 1, 9, 1, 'u', 1, '/', 1, 's', 1, 1, 'r', 3, 0}},
  };
}

auto request_samples() {
  return std::tuple{
    sample<request>{
      {5, "s", "GET", "/", {{"h", "v"}, {"", ""}}, "ip", "b"},
      {40, 21,  5, 1,   's', 3, 'G', 'E', 'T', 1, '/', 2,
       1,  'h', 1, 'v', 0,   0, 2,   'i', 'p', 1, 'b'}},
    sample<answer>{
      {5, 200, "t", "b", {{"h", "v"}}, true},
      {41, 13, 5, '\xc8', 1, 1, 't', 1, 'b', 1, 1, 'h', 1, 'v', 1}},
    sample<aborted>{{5}, {42, 1, 5}},
    sample<accepted>{{5}, {43, 1, 5}},
    sample<tunnel_bytes>{{5, true, "b"}, {44, 4, 5, 1, 1, 'b'}},
    sample<tunnel_confirmed>{{5, true, 9}, {45, 3, 5, 1, 9}},
    sample<tunnel_closed>{{5, true}, {46, 2, 5, 1}},
  };
}

/// Calls `f` with one sample of each record.
template <class F>
void for_each_sample(F f) {
  static const auto all =
    std::tuple_cat(greeting_samples(), news_samples(), request_samples());
  std::apply([&f](const auto&... each) { (f(each), ...); }, all);
}

/// True if `bytes` are read as a T that is written as `expected`.
template <class T>
bool reads(string_view bytes, const T& expected) {
  const auto back = decode<T>(bytes);
  return back && encode(*back) == encode(expected);
}

/// True if `got` says the same again, and means the same to all.
template <class T>
bool is_faithful(const T& got, const record& of) {
  const auto about = read_subject(of);
  if constexpr (requires { got.to_owner; })
    if (about && (about->id != got.id || about->to_owner != got.to_owner))
      return false;
  return reads(encode(got), got);
}

template <class... Ts>
string make_fields(const Ts&... values) {
  string out;
  wire_writer writer{out};
  (writer.put(values), ...);
  return out;
}

/// A record of any kind with any fields.
string make_record(unsigned kind, string_view fields) {
  return static_cast<char>(kind) + make_fields(fields);
}

} // namespace

CAF_TEST(records are written as agreed and read back whole or not at all) {
  for_each_sample([]<class T>(const sample<T>& s) {
    CAF_MESSAGE(int{s.bytes[0]});
    CAF_CHECK(encode(s.value) == s.bytes);
    CAF_CHECK(reads(s.bytes, s.value) && reads(encode(T{}), T{}));
    for (std::size_t size = 0; size < s.bytes.size(); ++size)
      CAF_CHECK(!decode<T>(string_view{s.bytes}.substr(0, size)));
  });
}

CAF_TEST(records may end after any field and the others keep their defaults) {
  std::size_t read = 0;
  for_each_sample([&read]<class T>(const sample<T>& s) {
    CAF_MESSAGE(int{s.bytes[0]});
    const auto fields = s.bytes.substr(2), defaults = encode(T{}).substr(2);
    for (std::size_t size = 0; size < fields.size(); ++size) {
      const auto cut = make_record(s.bytes[0], fields.substr(0, size));
      const auto got = decode<T>(cut);
      if (!got)
        continue;
      ++read;
      const auto all = encode(*got).substr(2);
      CAF_CHECK(all.starts_with(fields.substr(0, size)));
      CAF_CHECK(defaults.ends_with(all.substr(size)));
    }
  });
  CAF_CHECK_EQUAL(read, 70u); // so many fields there are
}

CAF_TEST(a record is decoded as its own kind only) {
  for_each_sample([](const auto& s) {
    for_each_sample([&s]<class T>(const sample<T>& other) {
      CAF_CHECK(!decode<T>(s.bytes) == (s.bytes[0] != other.bytes[0]));
    });
  });
}

CAF_TEST(fields that a later version appended are ignored) {
  for_each_sample([](const auto& s) {
    CAF_MESSAGE(int{s.bytes[0]});
    const auto fields = s.bytes.substr(2) + make_fields(string{"new"}, 300u);
    CAF_CHECK(reads(make_record(s.bytes[0], fields), s.value));
  });
}

CAF_TEST(the hello of the next version is understood) {
  const auto from =
    make_fields(string{"n"}, string{"a"}, 3u, string{"zone"}, true);
  const auto fields = make_fields(
    version + 1, 1u, string{"c"}, from, string{"x"}, std::vector<string>{"y"});
  const hello known{version + 1, 1, "c", {"n", "a", 3}, "x"};
  CAF_CHECK(reads(make_record(1, fields), known));
}

CAF_TEST(a question may be about what has no name yet) {
  const auto about = [](std::uint64_t topic) {
    const string none;
    return make_record(60, make_fields(5u, topic, none, false, none, false));
  };
  const auto later = decode<question>(about(9));
  CAF_CHECK(later && later->what == static_cast<question::topic>(9));
  CAF_CHECK(!decode<question>(about(256)));
}

CAF_TEST(a kind that nobody knows is skipped) {
  for (const unsigned unknown : {0u, 5u, 99u, 128u, 255u}) {
    CAF_MESSAGE(unknown);
    const auto odd = make_record(unknown, string(300, '\xff'));
    const auto batch = encode(heartbeat{7}) + odd + encode(aborted{5});
    string_view rest = batch;
    CAF_CHECK(decode<heartbeat>(take_record(rest).value()));
    const auto second = take_record(rest).value();
    CAF_CHECK_EQUAL(static_cast<unsigned>(second.kind), unknown);
    CAF_CHECK(second.whole == odd);
    CAF_CHECK(!read_subject(second));
    for_each_sample(
      [&]<class T>(const sample<T>&) { CAF_CHECK(!decode<T>(second)); });
    CAF_CHECK(decode<aborted>(take_record(rest).value())->id == 5);
    CAF_CHECK(rest.empty());
  }
}

CAF_TEST(what is no record stays in the batch) {
  for (const string& batch :
       {string{}, string{"\x0a"}, string{"\x0a\x80"}, string{"\x0a\x02\x07"},
        "\x0a" + string(9, '\xff') + "\x01", "\x0a" + string(11, '\x80')}) {
    string_view rest = batch;
    CAF_CHECK(!take_record(rest));
    CAF_CHECK(rest == batch);
  }
}

CAF_TEST(records about a request say which and for which side) {
  for_each_sample([](const auto& s) {
    CAF_MESSAGE(int{s.bytes[0]});
    string_view bytes = s.bytes;
    const auto of = take_record(bytes).value();
    const auto about = read_subject(of);
    CAF_CHECK_EQUAL(
      about.has_value(), of.kind >= kind::request && of.kind < kind::question);
    const auto from_owner =
      of.kind == kind::answer || of.kind == kind::accepted;
    CAF_CHECK(!about || (about->id == 5 && about->to_owner != from_owner));
  });
  const record back{kind::tunnel_closed, {"\5\0", 2}, {}};
  CAF_CHECK(!read_subject(back).value().to_owner);
  CAF_CHECK(!read_subject({kind::tunnel_closed, "\5", {}}));
  CAF_CHECK(!read_subject({kind::tunnel_closed, "\5\2", {}}));
  CAF_CHECK(!read_subject({kind::request, {}, {}}));
}

CAF_TEST(the id of a request holds both threads and 48 bits) {
  const auto id = make_request_id(255, 2, UINT64_MAX - 1);
  CAF_CHECK_EQUAL(id, 0xFF02'FFFF'FFFF'FFFEu);
  CAF_CHECK_EQUAL(int{front_thread(id)}, 255);
  CAF_CHECK_EQUAL(int{owner_thread(id)}, 2);
}

CAF_TEST(random bytes are refused or read for what they are) {
  std::mt19937_64 random{20'251'123};
  std::vector<string> records;
  for_each_sample([&](const auto& s) { records.push_back(s.bytes); });
  std::size_t read = 0, refused = 0;
  const auto look = [&]<class T>(const record& what, const sample<T>& s) {
    if (static_cast<kind>(s.bytes[0]) != what.kind)
      return;
    const auto got = decode<T>(what);
    ++(got ? read : refused);
    if (got && !is_faithful(*got, what))
      CAF_ERROR("misread a record of kind " << int{s.bytes[0]});
  };
  for (int round = 0; round < 20'000; ++round) {
    string bytes;
    for (int i = 0; i < 3; ++i)
      bytes += records[random() % records.size()];
    for (auto left = random() % 4; left > 0; --left) {
      const auto at = random() % bytes.size();
      const auto taken = random() % 2, put = random() % 2;
      bytes.replace(at, taken, put, static_cast<char>(random()));
    }
    // Of exactly this size, so that the sanitizer sees who reads on.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    string_view batch{exact.data(), exact.size()};
    while (const auto what = take_record(batch))
      for_each_sample([&](const auto& s) { look(*what, s); });
  }
  CAF_CHECK_GREATER(read, 10'000u);
  CAF_CHECK_GREATER(refused, 2'000u);
}
