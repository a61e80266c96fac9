#define CAF_SUITE actors.greeting

#include "actors/cluster/greeting.hpp"

#include "messages/wire.hpp"
#include "tests/support/test.hpp"

#include <functional>

using namespace std::chrono_literals;

using troupe::actors::greeting;

namespace peer = troupe::messages::peer;

using std::string;

namespace {

using time_point = greeting::clock::time_point;

constexpr time_point start{};
const peer::identity ann{"ann", "10.0.0.1:4370", 1};
const peer::identity bob{"bob", "10.0.0.2:4370", 2};

/// Somebody in between, who may change what is said.
struct meddler {
  std::function<void(peer::hello&)> hello = [](auto&) {};
  std::function<void(peer::challenge&)> challenge = [](auto&) {};
  std::function<void(peer::join&)> join = [](auto&) {};
};

/// Who has been admitted, or in which step who was refused.
string
greet(const greeting& dialer, greeting& listener, const meddler& between = {}) {
  const auto mine = dialer.begin();
  auto heard = mine;
  between.hello(heard);
  auto reply = listener.answer(heard, start);
  auto* theirs = std::get_if<peer::challenge>(&reply);
  if (!theirs)
    return "refused by listener";
  between.challenge(*theirs);
  auto answer = dialer.answer(mine, *theirs);
  auto* joins = std::get_if<peer::join>(&answer);
  if (!joins)
    return "refused by dialer";
  between.join(*joins);
  const auto who = listener.admit(*joins, start);
  const auto* admitted = std::get_if<peer::identity>(&who);
  return admitted ? admitted->name : "join refused";
}

/// A greeting that has come to the point where only the join is missing.
struct half {
  peer::challenge challenge;
  peer::join join;
};
half begin(const greeting& dialer, greeting& listener, time_point when) {
  const auto mine = dialer.begin();
  const auto reply = std::get<peer::challenge>(listener.answer(mine, when));
  return {reply, std::get<peer::join>(dialer.answer(mine, reply))};
}

bool admits(greeting& listener, const peer::join& with, time_point when) {
  return std::holds_alternative<peer::identity>(listener.admit(with, when));
}

} // namespace

CAF_TEST(two nodes with one cookie get to know each other) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  const auto mine = dialer.begin();
  CAF_CHECK_EQUAL(mine.version, peer::version);
  CAF_CHECK_EQUAL(mine.oldest, peer::oldest_version);
  CAF_CHECK(mine.cluster == "c" && mine.from == ann);
  const auto theirs = std::get<peer::challenge>(listener.answer(mine, start));
  CAF_CHECK_EQUAL(theirs.version, peer::version);
  CAF_CHECK(theirs.from == bob);
  const auto joins = std::get<peer::join>(dialer.answer(mine, theirs));
  CAF_CHECK_EQUAL(joins.nonce, theirs.nonce);
  CAF_CHECK(std::get<peer::identity>(listener.admit(joins, start)) == ann);
}

CAF_TEST(both sides need the cookie and the name of the cluster) {
  const struct {
    string dialer_cluster, dialer_cookie, listener_cluster, listener_cookie;
    string outcome;
  } cases[] = {
    {"c", "cookie", "c", "cookie", "ann"},
    {"c", "", "c", "", "ann"},
    {"c", "cookie", "c", "cookiE", "refused by dialer"},
    {"c", "cookiE", "c", "cookie", "refused by dialer"},
    {"c", "cookie", "c", "", "refused by dialer"},
    {"c", "", "c", "cookie", "refused by dialer"},
    {"c", "cookie", "d", "cookie", "refused by listener"},
    {"", "cookie", "c", "cookie", "refused by listener"},
  };
  for (const auto& c : cases) {
    const greeting dialer{c.dialer_cluster, c.dialer_cookie, ann};
    greeting listener{c.listener_cluster, c.listener_cookie, bob};
    CAF_CHECK_EQUAL(greet(dialer, listener), c.outcome);
  }
}

CAF_TEST(the cookie is never said and nothing is said twice) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  const auto mine = dialer.begin();
  const auto theirs = std::get<peer::challenge>(listener.answer(mine, start));
  const auto again = std::get<peer::challenge>(listener.answer(mine, start));
  const auto joins = std::get<peer::join>(dialer.answer(mine, theirs));
  for (const auto& said :
       {peer::encode(mine), peer::encode(theirs), peer::encode(joins)})
    CAF_CHECK(said.find("cookie") == string::npos);
  CAF_CHECK(dialer.begin().nonce != mine.nonce);
  CAF_CHECK(again.nonce != theirs.nonce && again.proof != theirs.proof);
}

CAF_TEST(a join that proves nothing is refused) {
  const greeting dialer{"c", "cookie", ann}, liar{"c", "other", ann};
  greeting listener{"c", "cookie", bob}, accomplice{"c", "other", bob};
  const auto elsewhere = begin(dialer, listener, start);
  const auto made_up = begin(liar, accomplice, start);
  for (const auto& proof :
       {string{}, string(32, '\0'), elsewhere.join.proof, made_up.join.proof}) {
    const auto right = begin(dialer, listener, start);
    CAF_CHECK(!admits(listener, {right.challenge.nonce, proof}, start));
    // … and the right one comes too late.
    CAF_CHECK(!admits(listener, right.join, start));
  }
}

CAF_TEST(what one side proves is no proof for the other) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  const auto [challenge, join] = begin(dialer, listener, start);
  CAF_CHECK(!admits(listener, {challenge.nonce, challenge.proof}, start));
  const auto mine = dialer.begin();
  auto theirs = challenge;
  theirs.proof = join.proof;
  CAF_CHECK(std::holds_alternative<peer::refused>(dialer.answer(mine, theirs)));
}

CAF_TEST(versions that overlap understand each other) {
  constexpr auto now = peer::version, oldest = peer::oldest_version;
  const struct {
    std::uint32_t version, oldest;
    bool understood;
  } cases[] = {
    {now, oldest, true},       {now + 1, oldest, true},
    {now + 1, now, true},      {now + 1, now + 1, false},
    {now + 9, now + 5, false}, {oldest, oldest, true},
    {oldest - 1, 0, false},    {UINT32_MAX, 0, true},
    {0, UINT32_MAX, false},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.oldest << " to " << c.version);
    greeting listener{"c", "cookie", bob};
    const peer::hello from{c.version, c.oldest, "c", ann, "nonce"};
    const auto answer = listener.answer(from, start);
    const auto* no = std::get_if<peer::refused>(&answer);
    CAF_CHECK_EQUAL(no == nullptr, c.understood);
    CAF_CHECK(!no || (!no->reason.empty() && !no->call_back));
  }
}

CAF_TEST(a hello of a later version still proves) {
  const auto fields = [](const auto&... values) {
    string out;
    troupe::messages::wire_writer writer{out};
    (writer.put(values), ...);
    return out;
  };
  greeting dialer{"c", "cookie", ann}, listener{"c", "cookie", bob};
  auto mine = dialer.begin();
  mine.version = peer::version + 1;
  const auto from = fields(ann.name, ann.address, ann.number, string{"zone"});
  const auto said = fields(
    mine.version, mine.oldest, mine.cluster, from, mine.nonce, string{"new"});
  const auto heard = peer::decode<peer::hello>("\x01" + fields(said));
  CAF_REQUIRE(heard);
  const auto reply = std::get<peer::challenge>(listener.answer(*heard, start));
  const auto join = dialer.answer(mine, reply);
  CAF_REQUIRE(std::holds_alternative<peer::join>(join));
  CAF_CHECK(admits(listener, std::get<peer::join>(join), start));
}

CAF_TEST(a join is good once) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob}, restarted{"c", "cookie", bob};
  const auto [challenge, join] = begin(dialer, listener, start);
  CAF_CHECK(!admits(restarted, join, start));
  CAF_CHECK(admits(listener, join, start));
  CAF_CHECK(!admits(listener, join, start));
}

CAF_TEST(a join after five seconds is refused) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  const std::pair<std::chrono::milliseconds, bool> cases[] = {
    {0ms, true}, {4999ms, true}, {5000ms, true}, {5001ms, false}, {1h, false}};
  for (const auto& [later, in_time] : cases) {
    CAF_MESSAGE(later.count());
    const auto [challenge, join] = begin(dialer, listener, start);
    CAF_CHECK_EQUAL(admits(listener, join, start + later), in_time);
  }
}

CAF_TEST(of more than 64 hellos the oldest are forgotten) {
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  std::vector<half> all;
  for (int i = 0; i < 70; ++i)
    all.push_back(begin(dialer, listener, start + i * 1ms));
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAF_MESSAGE(i);
    CAF_CHECK_EQUAL(admits(listener, all[i].join, start + 1s), i >= 6);
  }
}

CAF_TEST(who changes something in the middle is found out) {
  const auto name = [](auto& said) { said.from.name = "eve"; };
  const auto address = [](auto& said) { said.from.address = "10.6.6.6:4370"; };
  const auto number = [](auto& said) { ++said.from.number; };
  const auto shifted = [](auto& said) { // the same text, cut elsewhere
    said.from.address.insert(0, 1, said.from.name.back());
    said.from.name.pop_back();
  };
  const auto nonce = [](auto& said) { said.nonce.back() ^= 1; };
  const auto proof = [](auto& said) { said.proof.back() ^= 1; };
  const auto shorter = [](auto& said) { said.proof.pop_back(); };
  const auto longer = [](auto& said) { said.proof += '\0'; };
  const auto cluster = [](auto& said) { said.cluster = "d"; };
  const auto ignore = [](auto&) {};
  const std::pair<meddler, string> cases[] = {
    {{}, "ann"},
    {{name}, "refused by dialer"},
    {{address}, "refused by dialer"},
    {{number}, "refused by dialer"},
    {{shifted}, "refused by dialer"},
    {{nonce}, "refused by dialer"},
    {{cluster}, "refused by listener"},
    {{ignore, name}, "refused by dialer"},
    {{ignore, address}, "refused by dialer"},
    {{ignore, number}, "refused by dialer"},
    {{ignore, shifted}, "refused by dialer"},
    {{ignore, nonce}, "refused by dialer"},
    {{ignore, proof}, "refused by dialer"},
    {{ignore, shorter}, "refused by dialer"},
    {{ignore, ignore, nonce}, "join refused"},
    {{ignore, ignore, proof}, "join refused"},
    {{ignore, ignore, shorter}, "join refused"},
    {{ignore, ignore, longer}, "join refused"},
  };
  const greeting dialer{"c", "cookie", ann};
  greeting listener{"c", "cookie", bob};
  for (const auto& [between, outcome] : cases)
    CAF_CHECK_EQUAL(greet(dialer, listener, between), outcome);
}

CAF_TEST(nodes of one cluster share the key of their session ids) {
  const auto key = [](const string& cluster, const string& cookie) {
    return greeting{cluster, cookie, ann}.session_key();
  };
  CAF_CHECK((key("c", "cookie") == greeting{"c", "cookie", bob}.session_key()));
  CAF_CHECK(key("c", "cookie") != key("d", "cookie"));
  CAF_CHECK(key("c", "cookie") != key("c", "other"));
}
