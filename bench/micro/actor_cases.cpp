#include "bench/micro/cases.hpp"
#include "bench/micro/one_thread.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>

namespace troupe::bench {

/// What two actors throw at each other.
struct ball {
  std::size_t hops_left = 0;
};

} // namespace troupe::bench

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::bench::ball)

namespace troupe::bench {

namespace {

/// So many that what it takes to wake the thread does not count.
constexpr std::size_t hops = 500;
constexpr std::size_t publishes = 50;
constexpr std::size_t joins = 50;

using player_actor = caf::typed_actor<caf::reacts_to<ball>>;

struct court {
  std::array<player_actor, 2> players; ///< let go of as they end
  one_thread place;
};

/// Throws back until no hops are left.
class player final : public actors::traced<actors::hosted<player_actor::base>> {
public:
  player(
    caf::actor_config& config, actors::io_unit* unit, court& on,
    std::size_t other)
    : traced{config, unit}
    , on_{on}
    , other_{other} {}

  const char* name() const override { return "player"; }
  behavior_type make_behavior() override {
    return {[this](const ball& caught) {
      if (caught.hops_left == 0)
        on_.place.done();
      else
        send(on_.players[other_], ball{caught.hops_left - 1});
    }};
  }
  /// Two that hold each other would never be freed.
  void on_exit() override { on_.players[other_] = nullptr; }

private:
  court& on_;
  std::size_t other_;
};

body play() {
  auto on = std::make_shared<court>();
  for (std::size_t i = 0; i < 2; ++i)
    on->players[i] = on->place.spawn<player>(std::ref(*on), 1 - i);
  on->place.start();
  return [on] {
    on->place.run([&on = *on] { caf::anon_send(on.players[0], ball{hops}); });
  };
}

} // namespace

void add_actor_cases(std::vector<micro_case>& to) {
  to.push_back({"message between two actors", play, hops});
  for (const std::size_t members : {1, 100})
    to.push_back(
      {"publish to " + std::to_string(members) + ", through the actors",
       [members] {
         auto room = std::make_shared<one_room>(members);
         return [room] { room->publish(publishes); };
       },
       publishes});
  to.push_back(
    {"join + leave, through the actors",
     [] {
       auto room = std::make_shared<one_room>(1);
       return [room] { room->join_and_leave(joins); };
     },
     joins});
}

} // namespace troupe::bench
