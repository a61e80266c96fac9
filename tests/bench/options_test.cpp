#define CAF_SUITE bench.options

#include "bench/load/options.hpp"

#include "bench/load/packets.hpp"

#include "tests/support/test.hpp"

#include <sstream>

using namespace troupe::bench;

using std::string;

namespace {

constexpr std::uint64_t many_descriptors = 100'000;

std::variant<options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sioload");
  std::ostringstream out;
  return parse_options(
    static_cast<int>(arguments.size()), arguments.data(), out, out);
}

options parsed(std::vector<const char*> arguments) {
  auto result = parse(std::move(arguments));
  CAF_REQUIRE(std::holds_alternative<options>(result));
  return std::get<options>(result);
}

int refused(std::vector<const char*> arguments) {
  const auto result = parse(std::move(arguments));
  return std::holds_alternative<int>(result) ? std::get<int>(result) : -1;
}

string problem(std::vector<const char*> arguments) {
  auto chosen = parsed(std::move(arguments));
  return complete(chosen, many_descriptors).value_or("");
}

} // namespace

CAF_TEST(options are read) {
  const auto chosen = parsed(
    {"--mode", "broadcast", "--n", "7", "--rate", "1.5", "--no-check",
     "--header", "A: b", "--header", "C: d", "--server-pid", "1,2",
     "--server-pid", "3 4\n", "--pin", "1"});
  CAF_CHECK(chosen.mode == mode::broadcast);
  CAF_CHECK_EQUAL(chosen.clients, 7u);
  CAF_CHECK_EQUAL(chosen.rate, 1.5);
  CAF_CHECK(!chosen.check);
  CAF_CHECK(chosen.leave_packet);
  CAF_CHECK_EQUAL(chosen.headers, "A: b\r\nC: d\r\n");
  CAF_CHECK_EQUAL(chosen.server_pids, (std::vector<int>{1, 2, 3, 4}));
  CAF_CHECK_EQUAL(chosen.cpus, std::vector<int>{1});
}

CAF_TEST(wrong usage is refused with code 2) {
  CAF_CHECK_EQUAL(refused({"--help"}), 0);
  CAF_CHECK_EQUAL(refused({"--nonsense"}), 2);
  CAF_CHECK_EQUAL(refused({"--mode", "nonsense"}), 2);
  CAF_CHECK_EQUAL(refused({"--n", "0"}), 2);
  CAF_CHECK_EQUAL(refused({"--n"}), 2);
  CAF_CHECK_EQUAL(refused({"--polling-share", "2"}), 2);
}

CAF_TEST(only this machine is a target) {
  CAF_CHECK_EQUAL(problem({"--host", "127.1.2.3"}), "");
  CAF_CHECK(!problem({"--host", "10.0.0.1"}).empty());
  CAF_CHECK(!problem({"--host", "128.0.0.1"}).empty());
  CAF_CHECK(!problem({"--host", "localhost"}).empty());
}

CAF_TEST(what does not go together is refused) {
  CAF_CHECK_EQUAL(problem({"--transport", "polling"}), "");
  CAF_CHECK(!problem({"--mode", "churn", "--transport", "polling"}).empty());
  CAF_CHECK(!problem({"--pub-frame", "42[1]"}).empty());
  CAF_CHECK(!problem({"--pub-frame", "42[{k},{payload}]"}).empty());
}

CAF_TEST(clients that poll are as many as were asked for) {
  auto chosen = parsed({"--n", "1000", "--polling-share", "0.3"});
  int polling = 0;
  for (std::uint32_t i = 0; i < chosen.clients; ++i)
    polling += chosen.polls(i) ? 1 : 0;
  CAF_CHECK_EQUAL(polling, 300);
  chosen = parsed({"--transport", "polling"});
  CAF_CHECK(chosen.polls(0) && chosen.polls(1) && chosen.polls(99));
  CAF_CHECK(!parsed({}).polls(0));
}

CAF_TEST(threads are as many as the descriptors ask for) {
  auto chosen = parsed({"--n", "10000"});
  CAF_CHECK(!complete(chosen, 1100));
  CAF_CHECK_EQUAL(chosen.threads, 10u);
  chosen = parsed({"--n", "10000", "--transport", "polling"});
  CAF_CHECK(!complete(chosen, 1100));
  CAF_CHECK_EQUAL(chosen.threads, 20u);
}

CAF_TEST(packets are made from events and sizes) {
  auto chosen = parsed({"--payload", "24", "--rooms", "2"});
  CAF_REQUIRE(!complete(chosen, many_descriptors));
  const packets made{chosen};
  string packet;
  made.write_message(packet, {1, 2, 3}, 1);
  CAF_CHECK_EQUAL(
    packet,
    R"(42["send-message",{"message":"~AABAAAACAAAAAAAAD~xxxxx","room":"r1"}])");
  made.write_echo(packet, 12);
  CAF_CHECK_EQUAL(packet, "4212[\"echo\",\"" + string(24, 'x') + "\"]");
}
