#define CAF_SUITE config.metrics

#include "config/metrics.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <thread>

using namespace troupe;
using namespace troupe::metrics;

namespace {

std::uint64_t total(slot at) {
  return totals().at(at);
}

/// The value of a sample in the exposition, by all that stands before it.
std::string sample(const std::string& name) {
  const auto text = exposition();
  const auto found = text.find("\n" + name + " ");
  if (found == std::string::npos)
    return "none";
  const auto begin = found + name.size() + 2;
  return text.substr(begin, text.find('\n', begin) - begin);
}

} // namespace

CAF_TEST(what threads count is summed up and outlives them) {
  const auto at = engine_handshakes.first;
  const auto before = total(at);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([] {
        for (int n = 0; n < 10'000; ++n)
          engine_handshakes.count();
      });
    for (auto& thread : threads)
      thread.join();
  }
  CAF_CHECK_EQUAL(total(at) - before, 240'000u);
}

CAF_TEST(a thread takes over the cell of one that has ended) {
  cell_value* first = nullptr;
  std::thread{[&] {
    engine_handshakes.count();
    first = own_cell;
  }}.join();
  cell_value* second = nullptr;
  std::thread{[&] {
    engine_handshakes.count();
    second = own_cell;
  }}.join();
  CAF_CHECK(first != nullptr);
  CAF_CHECK_EQUAL(first, second);
  CAF_CHECK_EQUAL(reinterpret_cast<std::uintptr_t>(first) % 64, 0u);
}

CAF_TEST(a gauge may go up on one thread and down on another) {
  const auto before = sample("troupe_http_connections");
  std::thread{[] { http_connections.change(3); }}.join();
  std::thread{[] { http_connections.change(-2); }}.join();
  http_connections.change(-1);
  CAF_CHECK_EQUAL(sample("troupe_http_connections"), before);
  http_connections.change(2);
  CAF_CHECK_EQUAL(
    std::stoull(sample("troupe_http_connections")), std::stoull(before) + 2);
  http_connections.change(-2);
}

CAF_TEST(a gauge is never shown below zero) {
  cluster_nodes.change(-1, node_state::unreached);
  CAF_CHECK_EQUAL(sample("troupe_cluster_nodes{state=\"unreached\"}"), "0");
  cluster_nodes.change(1, node_state::unreached);
}

CAF_TEST(the part of a gauge goes with its owner) {
  const auto at = rooms.first;
  const auto before = total(at);
  {
    auto mine = rooms.part(nsp_label{});
    auto others = rooms.part(nsp_label{});
    mine.set(5);
    mine.set(2);
    others.set(10);
    CAF_CHECK_EQUAL(total(at) - before, 12u);
    mine.set(0);
    CAF_CHECK_EQUAL(total(at) - before, 10u);
  }
  CAF_CHECK_EQUAL(total(at), before);
}

CAF_TEST(each combination of labels has a slot of its own) {
  using packets = counter<direction, transport>;
  std::set<slot> offsets;
  for (const auto way : {direction::in, direction::out})
    for (const auto over : {transport::polling, transport::websocket})
      offsets.insert(packets::offset(way, over));
  CAF_CHECK_EQUAL(offsets.size(), 4u);
  CAF_CHECK_EQUAL(*offsets.rbegin(), packets::size - 1);
  const auto before = sample("troupe_engine_packets_total{direction=\"out\","
                             "transport=\"polling\"}");
  engine_packets.add(7, direction::out, transport::polling);
  CAF_CHECK_EQUAL(
    std::stoull(sample("troupe_engine_packets_total{direction=\"out\","
                       "transport=\"polling\"}")),
    std::stoull(before) + 7);
}

CAF_TEST(a histogram finds the first bound that is not exceeded) {
  const auto first = broadcast_fanout.first;
  const auto last = audiences::bounds.size();
  const std::pair<std::uint64_t, std::size_t> cases[] = {
    {0, 0}, {1, 0}, {2, 1}, {3, 2}, {5, 2}, {10'000, last - 1}, {10'001, last},
  };
  for (const auto& [value, bucket] : cases) {
    const auto before = totals();
    broadcast_fanout.observe(value);
    const auto after = totals();
    for (std::size_t i = 0; i <= last; ++i)
      CAF_CHECK_EQUAL(
        after[first + i] - before[first + i], i == bucket ? 1u : 0u);
    CAF_CHECK_EQUAL(after[first + last + 1] - before[first + last + 1], value);
  }
}

CAF_TEST(times are shown in seconds) {
  using namespace std::chrono_literals;
  name_nsps(std::vector<std::string>{"/seconds"});
  event_handler.observe(250ms, nsp_of("/seconds"));
  event_handler.observe(20us, nsp_of("/seconds"));
  const std::string name = "troupe_event_handler_seconds";
  const auto at = [&](const std::string& bound) {
    return sample(name + "_bucket{nsp=\"/seconds\",le=\"" + bound + "\"}");
  };
  CAF_CHECK_EQUAL(at("0.00001"), "0");
  CAF_CHECK_EQUAL(at("0.00005"), "1");
  CAF_CHECK_EQUAL(at("0.1"), "1");
  CAF_CHECK_EQUAL(at("0.5"), "2");
  CAF_CHECK_EQUAL(at("+Inf"), "2");
  CAF_CHECK_EQUAL(sample(name + "_sum{nsp=\"/seconds\"}"), "0.25002");
  CAF_CHECK_EQUAL(sample(name + "_count{nsp=\"/seconds\"}"), "2");
}

CAF_TEST(only so many namespaces have a label of their own) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < most_nsps + 10; ++i)
    names.push_back("/many/" + std::to_string(i));
  name_nsps(names);
  name_nsps(names);
  std::set<std::size_t> labels;
  std::size_t others = 0;
  for (const auto& name : names) {
    const auto label = nsp_of(name);
    others += label.index == 0;
    if (label.index != 0 && labels.insert(label.index).second)
      CAF_CHECK_EQUAL(nsp_name(label.index), name);
  }
  CAF_CHECK(labels.size() <= most_nsps);
  CAF_CHECK_EQUAL(labels.size() + others, names.size());
  CAF_CHECK(others >= 10);
  CAF_CHECK_EQUAL(nsp_of("/made/by/a/client").index, 0);
  CAF_CHECK_EQUAL(nsp_name(0), "other");
  CAF_CHECK(nsp_name(most_nsps).starts_with("/many/"));
}

CAF_TEST(actors are told apart by the names they give themselves) {
  CAF_CHECK(kind_of("room") == actor_kind::room);
  CAF_CHECK(kind_of("session-registry") == actor_kind::session_registry);
  CAF_CHECK(kind_of("user.scheduled-actor") == actor_kind::other);
}
