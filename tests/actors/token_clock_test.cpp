#define CAF_SUITE actors.token_clock

#include "actors/session/token_clock.hpp"

#include "tests/support/test.hpp"

using troupe::actors::token_clock;
using due = token_clock::due;
using namespace std::chrono_literals;

namespace {

const token_clock::time_point expires{1'800'000'000s};

} // namespace

CAF_TEST(a token is told of once before it ends and ends after the leeway) {
  token_clock clock{expires, 30s, 60s};
  CAF_CHECK(clock.next() == expires - 60s);
  CAF_CHECK(clock.at(expires - 61s) == due::nothing);
  CAF_CHECK(clock.at(expires - 60s) == due::notice);
  CAF_CHECK(clock.next() == expires + 30s);
  CAF_CHECK(clock.at(expires - 59s) == due::nothing);
  CAF_CHECK(clock.at(expires) == due::nothing);
  CAF_CHECK(clock.at(expires + 30s - 1ns) == due::nothing);
  CAF_CHECK(clock.at(expires + 30s) == due::end);
  CAF_CHECK(clock.at(expires + 30s) == due::end);
}

CAF_TEST(a token that ends soon is told of at once) {
  token_clock clock{expires, 0s, 60s};
  CAF_CHECK(clock.at(expires - 5s) == due::notice);
  CAF_CHECK(clock.at(expires - 5s) == due::nothing);
  CAF_CHECK(clock.at(expires) == due::end);
}

CAF_TEST(without a notice only the end is due) {
  token_clock clock{expires, 10s, 0s};
  CAF_CHECK(clock.next() == expires + 10s);
  CAF_CHECK(clock.at(expires) == due::nothing);
  CAF_CHECK(clock.at(expires + 10s) == due::end);
}

CAF_TEST(a clock that was set back takes the end with it) {
  token_clock clock{expires, 0s, 0s};
  CAF_CHECK(clock.at(expires - 1h) == due::nothing);
  CAF_CHECK(clock.next() == expires);
}
