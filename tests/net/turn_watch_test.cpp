#define CAF_SUITE net.turn_watch

#include "net/turn_watch.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

namespace {

/// What looks make of a thread that turns (`t`) or does not (`.`) before each:
/// `-` nothing, `S` stuck, `O` overdue, `G` it goes on.
std::string looks(std::string_view turns, unsigned borne = 0) {
  turn_watch watch{borne};
  std::string out;
  std::int64_t last = 0;
  watch.look(last);
  for (const char turn : turns) {
    last += turn == 't' ? 1 : 0;
    out += "-SOG"[static_cast<int>(watch.look(last).what)];
  }
  return out;
}

} // namespace

CAF_TEST(a thread is stuck once it has not turned for five looks) {
  CAF_CHECK_EQUAL(looks("tttttt"), "------");
  CAF_CHECK_EQUAL(looks("t....t...."), "----------");
  CAF_CHECK_EQUAL(looks("t....."), "-----S");
}

CAF_TEST(it is told once that a thread is stuck and once that it goes on) {
  CAF_CHECK_EQUAL(looks(".........tt"), "----S----G-");
  CAF_CHECK_EQUAL(looks("......t....."), "----S-G----S");
}

CAF_TEST(a thread is overdue at each look after what is borne) {
  CAF_CHECK_EQUAL(looks("........", 7), "----S-OO");
  CAF_CHECK_EQUAL(looks("...t...", 3), "--O---O");
}

CAF_TEST(it is known how long a thread that goes on was stuck) {
  turn_watch watch{0};
  for (int look = 0; look < 8; ++look)
    watch.look(1);
  const auto found = watch.look(2);
  CAF_CHECK(found.what == turn_watch::news::goes_on);
  CAF_CHECK_EQUAL(found.looks, 7u);
  CAF_CHECK_EQUAL(watch.look(2).looks, 1u);
}
