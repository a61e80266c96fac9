#define CAF_SUITE actors.traced

#include "actors/hosting/traced.hpp"

#include "tests/support/actor_fixture.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/mailbox_element.hpp>

using namespace troupe::tests;

namespace {

/// Ends with the first message, as a connection does whose client has gone.
class mortal final : public troupe::actors::traced<caf::event_based_actor> {
public:
  explicit mortal(caf::actor_config& config)
    : traced{config} {}
  caf::behavior make_behavior() override {
    return {[this](int) { quit(); }};
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(traced_tests, actor_fixture)

  CAF_TEST(an actor may end by itself while it is on the run queue) {
    const auto one = sys.spawn<mortal>();
    sched.run();
    caf::anon_send(one, 1);
    caf::mailbox_element_vals<int> element{
      nullptr, caf::make_message_id(), {}, 2};
    auto* self =
      static_cast<mortal*>(caf::actor_cast<caf::abstract_actor*>(one));
    self->activate(sys.dummy_execution_unit(), element);
    CAF_CHECK(self->mailbox().closed());
    sched.run(); // the turn that the first message had asked for
    CAF_CHECK(self->mailbox().closed());
  }

  CAF_TEST_FIXTURE_SCOPE_END()
