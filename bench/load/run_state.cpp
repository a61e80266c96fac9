#include "bench/load/run_state.hpp"

#include "bench/load/clock.hpp"

#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace troupe::bench {

run_state::run_state(options complete)
  : chosen{std::move(complete)}
  , packets{chosen}
  , began{now_ns() - 1}
  , clients(chosen.clients)
  , members(chosen.rooms) {
  where.target = parse_address(chosen.host).value_or(0);
  where.port = chosen.port;
  where.source_base = parse_address(chosen.source_base).value_or(0);
  where.source_count = chosen.source_count;
  for (std::uint32_t i = 0; i < chosen.threads; ++i)
    wakers.push_back(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  place_clients();
  if (chosen.mode == mode::broadcast || chosen.mode == mode::mixed)
    place_publishers();
}

run_state::~run_state() {
  for (const auto waker : wakers)
    ::close(waker);
}

std::uint32_t run_state::first_client(std::uint32_t worker) const noexcept {
  return static_cast<std::uint32_t>(
    static_cast<std::uint64_t>(chosen.clients) * worker / chosen.threads);
}

void run_state::wake(std::uint32_t worker) const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written =
    ::write(wakers[worker], &one, sizeof one);
}

void run_state::place_clients() {
  for (std::uint32_t i = 0; i < chosen.clients; ++i) {
    auto& placed = clients[i];
    placed.id = i;
    placed.room = i % chosen.rooms;
    placed.main.owner = &placed;
    if (chosen.polls(i)) {
      placed.poll = std::make_unique<polling>();
      placed.poll->post.owner = &placed;
    }
  }
}

void run_state::place_publishers() {
  const auto wanted =
    chosen.mode == mode::mixed ? chosen.clients : chosen.publishers;
  std::vector<std::uint32_t> of_room(chosen.rooms);
  for (std::uint32_t i = 0; i < wanted; ++i) {
    auto made = std::make_unique<publisher>(remembered_messages(chosen));
    made->client = publishing_client(i, chosen);
    made->room = clients[made->client].room;
    made->local = of_room[made->room]++;
    while (first_client(made->worker + 1) <= made->client)
      ++made->worker;
    publishers.push_back(std::move(made));
  }
  if (!chosen.check)
    return;
  std::size_t needed = 0;
  for (const auto& member : clients)
    needed += of_room[member.room];
  last_seen_.assign(needed, 0);
  auto* next = last_seen_.data();
  for (auto& member : clients) {
    member.last_seen = next;
    next += of_room[member.room];
  }
}

} // namespace troupe::bench
