#define CAF_SUITE troupe.typed_event

#include "troupe/typed_event.hpp"

#include "tests/support/test.hpp"
#include "troupe/socket.hpp"

#include <string>

using namespace troupe;

namespace {

using say = event<"say", std::string, int>;
using nothing = event<"nothing">;

/// A user's own, without `event`.
struct own {
  static constexpr const char* name = "own";
  using arguments = std::tuple<bool>;
};

const auto fits = [](const std::string&, int) {};
const auto fits_with_all = [](socket&, const std::string&, long, const ack&) {};
const auto too_few = [](const std::string&) {};
const auto wrong_type = [](const std::string&, const std::string&) {};

static_assert(typed_event<say> && typed_event<own> && !typed_event<int>);
static_assert(handler_of<decltype(fits), say>);
static_assert(handler_of<decltype(fits_with_all), say>);
static_assert(!handler_of<decltype(too_few), say>);
static_assert(!handler_of<decltype(wrong_type), say>);
static_assert(emits<say, const char*, int>);
static_assert(!emits<say, const char*> && !emits<say, int, int>);
static_assert(emits<nothing> && emits<own, bool>);

} // namespace

CAF_TEST(a typed event is written with the types that it is tied to) {
  CAF_CHECK_EQUAL(make_typed_event<say>("hi", 7).array(), R"(["say","hi",7])");
  CAF_CHECK_EQUAL(make_typed_event<nothing>().array(), R"(["nothing"])");
  // Converted first: what goes out is what the other side expects.
  CAF_CHECK_EQUAL(
    make_typed_event<say>(std::string{"x"}, 7.9).array(), R"(["say","x",7])");
}
