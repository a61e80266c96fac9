#include "actors/rooms/room_index.hpp"
#include "bench/micro/cases.hpp"
#include "bench/micro/counting_target.hpp"

#include <benchmark/benchmark.h>

#include <deque>
#include <memory>

namespace troupe::bench {

namespace {

/// A room of one thread with its members, and one who comes and goes.
struct crowd {
  explicit crowd(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      index.add(lobby, open(std::to_string(i)));
    guest = open("guest");
    said.packet.text =
      messages::make_frame(messages::opcode::text, {R"(42["hi"])"});
  }
  messages::slot_id open(std::string id) {
    auto& target = members.emplace_back(std::move(id), all);
    return index.open("/", target);
  }

  deliveries all;
  std::deque<counting_target> members;
  actors::room_index index{0};
  messages::room_key lobby{"/", "lobby"};
  messages::slot_id guest;
  messages::broadcast said;
};

body deliver(std::size_t size) {
  auto all = std::make_shared<crowd>(size);
  return [all] {
    benchmark::DoNotOptimize(
      all->index.deliver_to_room(all->lobby, all->said, {}));
  };
}

body come_and_go(std::size_t size) {
  auto all = std::make_shared<crowd>(size);
  return [all] {
    all->index.add(all->lobby, all->guest);
    all->index.remove(all->lobby, all->guest);
  };
}

} // namespace

void add_fan_out_cases(std::vector<micro_case>& to) {
  for (const std::size_t size : {10, 1000, 10'000})
    to.push_back(
      {"deliver to each of " + std::to_string(size),
       [size] { return deliver(size); }, size});
  for (const std::size_t size : {10, 10'000})
    to.push_back({"add + remove in a room of " + std::to_string(size), [size] {
                    return come_and_go(size);
                  }});
}

} // namespace troupe::bench
