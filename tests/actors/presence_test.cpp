#define CAF_SUITE actors.presence

#include "actors/cluster/presence.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <random>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;

namespace {

/// Sockets with user names, in order.
string listed(const presence& all, const list_users& asked) {
  string names;
  for (const auto& entry : all.list(asked))
    names += entry.user + '/' + entry.socket_id + ' ';
  return names;
}

/// A model of the table: a list in the order of arrival.
struct known {
  user_entry entry;
  std::uint64_t owner = 0;
};

auto is_socket(const string& id) {
  return [id](const known& k) { return k.entry.socket_id == id; };
}

void put(std::vector<known>& model, const known& what) {
  const auto at =
    std::find_if(model.begin(), model.end(), is_socket(what.entry.socket_id));
  if (at == model.end())
    model.push_back(what);
  else
    at->entry = what.entry;
}

std::vector<user_entry> of_main_nsp(const std::vector<known>& model) {
  std::vector<user_entry> found;
  for (const auto& k : model)
    if (k.entry.nsp == "/")
      found.push_back(k.entry);
  return found;
}

} // namespace

CAF_TEST(users are listed by namespace and room in the order they came) {
  presence all;
  all.put({"zoe", "/", "1", {"x"}}, 10);
  all.put({"ann", "/", "2", {"x", "y"}}, 20);
  all.put({"bob", "/b", "3", {"x"}}, 10);
  all.put({"ann", "/", "4", {}}, 30);
  const struct {
    list_users asked;
    string found;
  } cases[] = {
    {{"/", {}}, "zoe/1 ann/2 ann/4 "},
    {{"/", "x"}, "zoe/1 ann/2 "},
    {{"/", "y"}, "ann/2 "},
    {{"/", "z"}, ""},
    {{"/", ""}, ""},
    {{"/b", {}}, "bob/3 "},
    {{"/b", "y"}, ""},
    {{"/c", {}}, ""},
  };
  for (const auto& c : cases)
    CAF_CHECK_EQUAL(listed(all, c.asked), c.found);
  CAF_CHECK_EQUAL(all.size(), 4u);
}

CAF_TEST(a socket that says something else keeps its place) {
  presence all;
  all.put({"ann", "/", "1", {"x"}}, 10);
  all.put({"bob", "/", "2", {}}, 20);
  all.put({"eve", "/", "1", {"y"}}, 10);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "eve/1 bob/2 ");
  CAF_CHECK_EQUAL(listed(all, {"/", "x"}), "");
  CAF_CHECK_EQUAL(listed(all, {"/", "y"}), "eve/1 ");
  CAF_CHECK_EQUAL(all.size(), 2u);
}

CAF_TEST(a socket that went and came back is last) {
  presence all;
  all.put({"ann", "/", "1", {}}, 10);
  all.put({"bob", "/", "2", {}}, 20);
  all.erase("1");
  all.erase("1");
  all.erase("unknown");
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ");
  all.put({"ann", "/", "1", {}}, 10);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ann/1 ");
}

CAF_TEST(a connection takes all its sockets along) {
  presence all;
  all.put({"ann", "/", "1", {}}, 10);
  all.put({"bob", "/", "2", {}}, 20);
  all.put({"ann", "/b", "3", {}}, 10);
  all.put({"ann", "/c", "4", {}}, 10);
  all.erase("4");
  CAF_CHECK_EQUAL(all.erase_owner(10), 2u);
  CAF_CHECK_EQUAL(all.erase_owner(10), 0u);
  CAF_CHECK_EQUAL(all.erase_owner(99), 0u);
  CAF_CHECK_EQUAL(all.size(), 1u);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ");
  CAF_CHECK_EQUAL(listed(all, {"/b", {}}), "");
}

CAF_TEST(the list is right whatever the order of events) {
  std::mt19937 random{7};
  presence all;
  std::vector<known> model;
  for (int step = 0; step < 20'000; ++step) {
    const auto number = random() % 30;
    const auto owner = number % 7; // a socket is always of one connection
    const user_entry entry{
      "u" + std::to_string(step),
      number % 2 ? "/" : "/b",
      std::to_string(number),
      {}};
    const auto kind = random() % 10;
    if (kind < 6) {
      put(model, {entry, owner});
      all.put(entry, owner);
    } else if (kind < 9) {
      std::erase_if(model, is_socket(entry.socket_id));
      all.erase(entry.socket_id);
    } else {
      const auto gone = std::erase_if(
        model, [owner](const known& k) { return k.owner == owner; });
      CAF_REQUIRE_EQUAL(all.erase_owner(owner), gone);
    }
    CAF_REQUIRE(all.list({"/", {}}) == of_main_nsp(model));
    CAF_REQUIRE_EQUAL(all.size(), model.size());
  }
}
