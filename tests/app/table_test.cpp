#define CAF_SUITE app.table

#include "app/ctl/table.hpp"

#include "tests/support/test.hpp"

using namespace troupe::app;

CAF_TEST(columns are as wide as what is in them) {
  CAF_CHECK_EQUAL(
    to_table(
      {{{"node", "n1"}, {"members", 5}},
       {{"node", "longer"}, {"members", 12345678}}}),
    "NODE     MEMBERS\n"
    "n1             5\n"
    "longer  12345678\n");
}

CAF_TEST(nothing makes no table) {
  CAF_CHECK_EQUAL(to_table({}), "");
  CAF_CHECK_EQUAL(to_json_lines({}), "");
}

CAF_TEST(what clients made up cannot move the cursor) {
  CAF_CHECK_EQUAL(
    to_table({{{"room", "a\x1b[2J\n"}}}), "ROOM\na\\u001b[2J\\n\n");
}

CAF_TEST(a character is one column wide) {
  CAF_CHECK_EQUAL(
    to_table({{{"a", "ä"}, {"b", "x"}}, {{"a", "bb"}, {"b", "y"}}}),
    "A   B\nä   x\nbb  y\n");
}

CAF_TEST(one thing is a list) {
  CAF_CHECK_EQUAL(
    to_list({{"state", "ready"}, {"up", 1.25}}), "state  ready\nup     1.2\n");
}

CAF_TEST(the tree is drawn from what hangs on what) {
  const std::vector<row> rows{
    {{"node", "n1"}, {"kind", "node"}, {"name", "n1"}, {"parent", ""}},
    {{"node", "n1"}, {"kind", "relay"}, {"name", "0"}, {"parent", "node:n1"}},
    {{"node", "n1"}, {"kind", "adapter"}, {"name", "/"}, {"parent", "node:n1"}},
    {{"node", "n1"},
     {"kind", "room"},
     {"name", "/ a"},
     {"parent", "adapter:/"}},
    {{"node", "n1"},
     {"kind", "room"},
     {"name", "/ b"},
     {"parent", "adapter:/"}},
    {{"node", "n2"}, {"kind", "node"}, {"name", "n2"}, {"parent", ""}},
    {{"node", "n2"}, {"kind", "relay"}, {"name", "0"}, {"parent", "node:n2"}}};
  CAF_CHECK_EQUAL(
    to_tree(rows), "ACTOR\n"
                   "node n1\n"
                   "├─ adapter /\n"
                   "│  ├─ room / a\n"
                   "│  └─ room / b\n"
                   "└─ relay 0\n"
                   "node n2\n"
                   "└─ relay 0\n");
}

CAF_TEST(rows that hang on nothing and in circles are shown once) {
  const std::vector<row> rows{
    {{"node", "n"}, {"kind", "a"}, {"name", "1"}, {"parent", "b:1"}},
    {{"node", "n"}, {"kind", "b"}, {"name", "1"}, {"parent", "a:1"}},
    {{"node", "n"}, {"kind", "c"}, {"name", "1"}, {"parent", "gone:1"}}};
  CAF_CHECK_EQUAL(to_tree(rows), "ACTOR\na 1\n└─ b 1\nc 1\n");
}
