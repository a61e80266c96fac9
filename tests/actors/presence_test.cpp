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

/// Of this node and of node 5.
presence two_nodes() {
  presence all;
  all.put({"ann", "/", "1", {}}, {0, 10});
  all.put({"bob", "/", "3", {}}, {5, 0});
  all.put({"ann", "/", "2", {}}, {0, 20});
  all.put({"cat", "/", "4", {"x"}}, {5, 0});
  all.put({"ann", "/b", "5", {}}, {0, 10});
  return all;
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
  all.put({"zoe", "/", "1", {"x"}}, {0, 10});
  all.put({"ann", "/", "2", {"x", "y"}}, {0, 20});
  all.put({"bob", "/b", "3", {"x"}}, {0, 10});
  all.put({"ann", "/", "4", {}}, {0, 30});
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
  all.put({"ann", "/", "1", {"x"}}, {0, 10});
  all.put({"bob", "/", "2", {}}, {0, 20});
  all.put({"eve", "/", "1", {"y"}}, {0, 10});
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "eve/1 bob/2 ");
  CAF_CHECK_EQUAL(listed(all, {"/", "x"}), "");
  CAF_CHECK_EQUAL(listed(all, {"/", "y"}), "eve/1 ");
  CAF_CHECK_EQUAL(all.size(), 2u);
}

CAF_TEST(a socket that went and came back is last) {
  presence all;
  all.put({"ann", "/", "1", {}}, {0, 10});
  all.put({"bob", "/", "2", {}}, {0, 20});
  all.erase("1", 0);
  all.erase("1", 0);
  all.erase("unknown", 0);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ");
  all.put({"ann", "/", "1", {}}, {0, 10});
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ann/1 ");
}

CAF_TEST(a connection takes all its sockets along) {
  presence all;
  all.put({"ann", "/", "1", {}}, {0, 10});
  all.put({"bob", "/", "2", {}}, {0, 20});
  all.put({"ann", "/b", "3", {}}, {0, 10});
  all.put({"ann", "/c", "4", {}}, {0, 10});
  all.erase("4", 0);
  CAF_CHECK_EQUAL(all.erase_owner({0, 10}).size(), 2u);
  CAF_CHECK_EQUAL(all.erase_owner({0, 10}).size(), 0u);
  CAF_CHECK_EQUAL(all.erase_owner({0, 99}).size(), 0u);
  CAF_CHECK_EQUAL(all.size(), 1u);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "bob/2 ");
  CAF_CHECK_EQUAL(listed(all, {"/b", {}}), "");
}

CAF_TEST(a node has the say over its own sockets only) {
  auto all = two_nodes();
  const user_entry other{"eve", "/", "1", {}};
  for (const std::uint32_t node : {5u, 6u}) {
    CAF_CHECK(!all.put(other, {node, 0}));
    CAF_CHECK(!all.put(other, {node, 10})); // as if by that connection
    CAF_CHECK(!all.erase("1", node));
  }
  CAF_CHECK(!all.put({"eve", "/", "3", {}}, {0, 10}));
  CAF_CHECK(!all.erase("3", 0));
  CAF_CHECK_EQUAL(all.erase_owner({5, 10}).size(), 0u);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "ann/1 bob/3 ann/2 cat/4 ");
  CAF_CHECK(!all.put({"dan", "/", "3", {}}, {5, 0}));
  CAF_CHECK((all.erase("3", 5) == user_entry{"dan", "/", "3", {}}));
  CAF_CHECK(!all.put(other, {0, 10})); // not new
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "eve/1 ann/2 cat/4 ");
}

CAF_TEST(users are listed of one node or of all) {
  const auto all = two_nodes();
  const auto names = [](const presence::entries& entries) {
    string found;
    for (const auto& entry : entries)
      found += entry.user + '/' + entry.socket_id + ' ';
    return found;
  };
  CAF_CHECK_EQUAL(names(all.list({"/", {}}, 0)), "ann/1 ann/2 ");
  CAF_CHECK_EQUAL(names(all.list({"/", {}}, 5)), "bob/3 cat/4 ");
  CAF_CHECK_EQUAL(names(all.list({"/", "x"}, 5)), "cat/4 ");
  CAF_CHECK_EQUAL(names(all.list({"/", {}}, 6)), "");
  CAF_CHECK_EQUAL(names(all.of_node(0)), "ann/1 ann/2 ann/5 ");
  CAF_CHECK_EQUAL(names(all.of_node(5)), "bob/3 cat/4 ");
  CAF_CHECK_EQUAL(names(all.of_node(6)), "");
}

CAF_TEST(the sockets of a user are found with who owns them) {
  auto all = two_nodes();
  all.put({"ann", "/", "6", {}}, {5, 0});
  const auto found = all.sockets_of("/", "ann");
  CAF_CHECK(
    (found == decltype(found){{"1", {0, 10}}, {"2", {0, 20}}, {"6", {5, 0}}}));
  CAF_CHECK(all.sockets_of("/b", "bob").empty());
  all.put({"ann", "/", "1", {}}, {0, 30}); // now of another connection
  CAF_CHECK_EQUAL(all.erase_owner({0, 10}).size(), 1u);
  CAF_CHECK_EQUAL(all.erase_owner({0, 30}).size(), 1u);
}

CAF_TEST(a node takes all its sockets along) {
  auto all = two_nodes();
  all.put({"dan", "/", "9", {}}, {6, 0});
  const auto gone = all.erase_node(5);
  CAF_REQUIRE_EQUAL(gone.size(), 2u);
  CAF_CHECK(gone[0].user == "bob" && gone[1].user == "cat");
  CAF_CHECK_EQUAL(all.erase_node(5).size(), 0u);
  CAF_CHECK_EQUAL(listed(all, {"/", {}}), "ann/1 ann/2 dan/9 ");
  CAF_CHECK_EQUAL(all.size(), 4u);
  CAF_CHECK(all.put({"bob", "/", "3", {}}, {6, 0})); // nobody's any more
}

CAF_TEST(all that a node tells replaces what it has told) {
  const struct {
    presence::entries now;
    string came, gone, list;
  } cases[] = {
    {{}, "", "3 4 ", "ann/1 ann/2 "},
    {{{"bob", "/", "3", {}}, {"cat", "/", "4", {}}},
     "",
     "",
     "ann/1 bob/3 ann/2 cat/4 "},
    {{{"eve", "/", "4", {}}, {"dan", "/", "9", {}}},
     "9 ",
     "3 ",
     "ann/1 ann/2 eve/4 dan/9 "},
    {{{"dan", "/", "9", {}}, {"eve", "/", "9", {}}},
     "9 ",
     "3 4 ",
     "ann/1 ann/2 eve/9 "},
    {{{"eve", "/", "1", {}}}, "", "3 4 ", "ann/1 ann/2 "}, // not its own
  };
  const auto ids = [](const presence::entries& entries) {
    string all;
    for (const auto& entry : entries)
      all += entry.socket_id + ' ';
    return all;
  };
  for (const auto& c : cases) {
    auto all = two_nodes();
    const auto news = all.replace_node(5, c.now);
    CAF_CHECK_EQUAL(ids(news.came), c.came);
    CAF_CHECK_EQUAL(ids(news.gone), c.gone);
    CAF_CHECK_EQUAL(listed(all, {"/", {}}), c.list);
    CAF_CHECK_EQUAL(all.of_node(0).size(), 3u);
  }
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
      all.put(entry, {0, owner});
    } else if (kind < 9) {
      std::erase_if(model, is_socket(entry.socket_id));
      all.erase(entry.socket_id, 0);
    } else {
      const auto gone = std::erase_if(
        model, [owner](const known& k) { return k.owner == owner; });
      CAF_REQUIRE_EQUAL(all.erase_owner({0, owner}).size(), gone);
    }
    CAF_REQUIRE(all.list({"/", {}}) == of_main_nsp(model));
    CAF_REQUIRE_EQUAL(all.size(), model.size());
  }
}
