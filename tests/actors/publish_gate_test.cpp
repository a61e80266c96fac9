#define CAF_SUITE actors.publish_gate

#include "actors/rooms/publish_gate.hpp"

#include "config/metrics.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/test.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::tests;
using actors::publish_gate;
using passage = publish_gate::passage;

namespace {

/// Of so many bytes, with all that counts.
messages::broadcast_ptr make(std::size_t bytes) {
  auto made = std::make_shared<messages::broadcast>();
  made->packet.text = messages::make_bytes({std::string(bytes - 256, 'x')});
  return made;
}

} // namespace

CAF_TEST(the gate is open then crowded then closed and open again) {
  publish_gate gate;
  // Other tests of this process have nothing on the way.
  CAF_REQUIRE_EQUAL(messages::bytes_on_the_way(), 0u);
  gate.set_bound(10'000);
  std::vector<messages::broadcast_ptr> way;
  std::string found;
  for (int i = 0; i < 28; ++i) {
    const auto what = make(1000);
    const auto how = gate.enter(*what);
    found += how == passage::open ? 'o' : how == passage::crowded ? 'c' : 'x';
    if (how != passage::closed)
      way.push_back(what);
  }
  CAF_CHECK_EQUAL(
    found, "ooooooooooo"
           "cccccccccc"
           "xxxxxxx");
  CAF_CHECK_EQUAL(messages::bytes_on_the_way(), 21'000u);
  CAF_CHECK(gate.crowded());
  way.resize(6);
  CAF_CHECK(!gate.crowded() && !gate.relieved());
  way.resize(5);
  CAF_CHECK(gate.relieved());
  CAF_CHECK(gate.enter(*make(1000)) == passage::open);
}

CAF_TEST(what does not pass is counted and told of) {
  publish_gate gate;
  gate.set_bound(1000);
  const auto before = metrics::total(metrics::broadcasts_dropped.first);
  const auto filling = make(5000);
  CAF_CHECK(gate.enter(*filling) == passage::open);
  captured_log log{log::level::error};
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(gate.enter(*make(1000)) == passage::closed);
  const auto lines = log.end();
  CAF_REQUIRE_EQUAL(lines.size(), 1u);
  CAF_CHECK_EQUAL(value_of(lines[0], "event"), "message-dropped");
  CAF_CHECK_EQUAL(
    metrics::total(metrics::broadcasts_dropped.first), before + 3);
}

CAF_TEST(attachments count too) {
  publish_gate gate;
  messages::broadcast what;
  what.packet.text = messages::make_bytes({std::string(100, 'x')});
  what.packet.attachments =
    std::make_shared<const std::vector<messages::frame_ptr>>(
      3, messages::make_bytes({std::string(1000, 'x')}));
  const auto before = messages::bytes_on_the_way();
  CAF_CHECK(gate.enter(what) == passage::open);
  CAF_CHECK_EQUAL(messages::bytes_on_the_way() - before, 3356u);
}
