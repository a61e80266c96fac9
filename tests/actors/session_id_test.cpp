#define CAF_SUITE actors.session_id

#include "actors/session/session_id.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <set>

using namespace troupe::actors;

using std::string;
using place = session_ids::place;

namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool looks_like_an_id(std::string_view id) {
  return id.size() == 20 && id.find_first_not_of(alphabet) == id.npos;
}

} // namespace

CAF_TEST(an id is twenty characters that are never the same) {
  const session_ids ids;
  std::set<string> made;
  for (int i = 0; i < 1000; ++i) {
    for (const auto& id : {session_ids::make_id(), ids.make_sid({1, 2})}) {
      CAF_REQUIRE(looks_like_an_id(id));
      CAF_REQUIRE(made.insert(id).second);
    }
  }
}

CAF_TEST(a session id tells where its session lives) {
  const session_ids ids;
  for (unsigned node : {0u, 1u, 255u, 256u, 0x1234u, 65535u})
    for (unsigned thread : {0u, 1u, 127u, 255u}) {
      const place owner{
        static_cast<std::uint16_t>(node), static_cast<std::uint8_t>(thread)};
      const auto sid = ids.make_sid(owner);
      CAF_MESSAGE(sid);
      CAF_CHECK(ids.place_of(sid) == owner);
    }
}

CAF_TEST(who shares the key can read the place and nobody else) {
  const std::array<unsigned char, 32> key{1, 2, 3}, other_key{1, 2, 4};
  const session_ids ids{key}, same{key}, other{other_key};
  const place owner{7, 3};
  int misread = 0;
  for (int i = 0; i < 100; ++i) {
    const auto sid = ids.make_sid(owner);
    CAF_CHECK(same.place_of(sid) == owner);
    misread += other.place_of(sid) != owner;
  }
  CAF_CHECK(misread >= 99); // one in 2^24 hits by chance
}

CAF_TEST(ids of one place have nothing in common) {
  const session_ids ids;
  std::set<string> tails;
  for (int i = 0; i < 1000; ++i)
    tails.insert(ids.make_sid({1, 1}).substr(16));
  CAF_CHECK(tails.size() > 950);
}

CAF_TEST(what is no session id points nowhere) {
  const session_ids ids;
  const auto sid = ids.make_sid({1, 2});
  const string cases[] = {
    "",
    "a",
    sid.substr(1),
    sid + 'A',
    sid.substr(0, 19) + '=',
    sid.substr(0, 19) + '+',
    sid.substr(0, 19) + '/',
    sid.substr(0, 19) + ' ',
    string(20, '\0'),
    string(20, '\xFF'),
    "__proto__",
    string(10'000, 'A'),
  };
  for (const auto& no_sid : cases)
    CAF_CHECK(!ids.place_of(no_sid));
}

CAF_TEST(what an application has added changes nothing) {
  const session_ids ids;
  const place owner{7, 1};
  const auto sid = ids.make_sid(owner);
  CAF_CHECK(ids.place_of(sid + ".ann-1") == owner);
  CAF_CHECK(ids.place_of("/a#" + sid + ".x.y") == owner);
  CAF_CHECK(!ids.place_of(sid + "-ann"));
}

CAF_TEST(a socket id with its namespace in front points to its session) {
  const session_ids ids;
  const place owner{0x123456, 3};
  const auto sid = ids.make_sid(owner);
  for (const string nsp : {"/a#", "/#", "#", "/a#b#"})
    CAF_CHECK(ids.place_of(nsp + sid) == owner);
  CAF_CHECK(!ids.place_of(sid + "#"));
  CAF_CHECK(!ids.place_of("/a" + sid));
}

CAF_TEST(a changed session id points elsewhere) {
  const session_ids ids;
  const place owner{1, 2};
  const auto sid = ids.make_sid(owner);
  std::size_t elsewhere = 0;
  for (std::size_t i = 0; i < sid.size(); ++i) {
    auto changed = sid;
    changed[i] = sid[i] == 'A' ? 'B' : 'A';
    elsewhere += ids.place_of(changed) != owner;
  }
  CAF_CHECK(elsewhere >= 19); // one in 2^24 hits by chance
}
