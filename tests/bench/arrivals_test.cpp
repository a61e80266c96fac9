#define CAF_SUITE bench.arrivals

#include "bench/load/publisher.hpp"

#include "tests/support/test.hpp"

#include <set>

using namespace troupe::bench;

CAF_TEST(members are counted per message) {
  for (const bool alone : {true, false}) {
    arrivals counted{4};
    counted.begin(1);
    counted.begin(2);
    CAF_CHECK_EQUAL(counted.add(1, alone), 1u);
    CAF_CHECK_EQUAL(counted.add(2, alone), 1u);
    CAF_CHECK_EQUAL(counted.add(1, alone), 2u);
  }
}

CAF_TEST(a message that was overtaken does not count for another) {
  arrivals counted{4};
  counted.begin(1);
  counted.begin(5);
  CAF_CHECK_EQUAL(counted.add(1, true), 0u);
  CAF_CHECK_EQUAL(counted.add(5, true), 1u);
}

CAF_TEST(publishers are spread over rooms and then over members) {
  options chosen;
  chosen.mode = mode::broadcast;
  chosen.clients = 12;
  chosen.rooms = 3;
  chosen.publishers = 6;
  std::set<std::uint32_t> clients;
  for (std::uint32_t i = 0; i < chosen.publishers; ++i) {
    const auto client = publishing_client(i, chosen);
    CAF_CHECK_EQUAL(client % chosen.rooms, i % chosen.rooms);
    clients.insert(client);
  }
  CAF_CHECK_EQUAL(clients, (std::set<std::uint32_t>{0, 1, 2, 6, 7, 8}));
}
