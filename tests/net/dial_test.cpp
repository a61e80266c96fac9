#define CAF_SUITE net.dial

#include "net/dial.hpp"

#include "tests/support/test.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

using namespace troupe::net;

namespace {

constexpr auto ample = std::chrono::minutes{1};
constexpr auto moment = std::chrono::milliseconds{5};

/// No name server would be asked for this.
const std::string impossible(300, 'x');

/// A socket that is bound to a port of 127.0.0.1 and, unless it says so, does
/// not listen there.
class port_holder {
public:
  port_holder()
    : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CAF_REQUIRE_EQUAL(::bind(fd_, generic, size), 0);
    CAF_REQUIRE_EQUAL(::getsockname(fd_, generic, &size), 0);
    address_ = address;
  }
  ~port_holder() {
    for (const int fd : callers_)
      ::close(fd);
    ::close(fd_);
  }

  std::uint16_t port() const { return ntohs(address_.sin_port); }
  void listen(int backlog) { CAF_REQUIRE_EQUAL(::listen(fd_, backlog), 0); }

  /// Has so many connections wait that the kernel drops each further one.
  void clog() {
    listen(0);
    for (int n = 0; n < 8; ++n) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      callers_.push_back(fd);
      static_cast<void>(::connect(
        fd, reinterpret_cast<const sockaddr*>(&address_), sizeof address_));
    }
  }

  /// Takes a connection and returns what `read` says of it: 0 is its end.
  ssize_t read_end() {
    const int fd = ::accept(fd_, nullptr, nullptr);
    char c = 0;
    const auto n = ::read(fd, &c, 1);
    ::close(fd);
    return n;
  }

private:
  int fd_;
  sockaddr_in address_{};
  std::vector<int> callers_;
};

std::string probe_once(
  const std::string& host, std::uint16_t port,
  clock::duration patience = ample) {
  io_thread thread{0};
  std::optional<std::string> told;
  int times = 0;
  probe(thread, host, port, patience, [&](std::string error) {
    told = std::move(error);
    ++times;
  });
  while (!told)
    thread.turn(moment);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(times, 1);
  return *told;
}

std::vector<std::string> resolve_once(const std::string& host) {
  io_thread thread{0};
  std::optional<std::vector<std::string>> told;
  resolve(thread, host, 4370, [&](auto found) { told = std::move(found); });
  while (!told)
    thread.turn(moment);
  thread.turn(clock::duration::zero());
  return *told;
}

} // namespace

CAF_TEST(a port that answers has no error and is hung up at once) {
  const std::string hosts[] = {"127.0.0.1", "localhost"};
  for (const auto& host : hosts) {
    CAF_MESSAGE(host);
    port_holder listening;
    listening.listen(8);
    CAF_CHECK_EQUAL(probe_once(host, listening.port()), "");
    CAF_CHECK_EQUAL(listening.read_end(), 0);
  }
}

CAF_TEST(each address of a host is tried) {
  // The C library's name for both loopback addresses, of which the first one,
  // ::1, refuses.
  port_holder listening;
  listening.listen(8);
  CAF_CHECK_EQUAL(probe_once("*", listening.port()), "");
}

CAF_TEST(a port that nobody listens at refuses) {
  port_holder silent;
  CAF_CHECK_EQUAL(
    probe_once("127.0.0.1", silent.port()), std::strerror(ECONNREFUSED));
}

CAF_TEST(a host that cannot be found is told so) {
  CAF_CHECK(!probe_once(impossible, 4370).empty());
}

CAF_TEST(a host that stays silent is waited for as long as was said) {
  port_holder clogged;
  clogged.clog();
  CAF_CHECK_EQUAL(
    probe_once("127.0.0.1", clogged.port(), moment), std::strerror(ETIMEDOUT));
}

CAF_TEST(no patience at all is an answer too) {
  port_holder clogged;
  clogged.clog();
  CAF_CHECK_EQUAL(
    probe_once("127.0.0.1", clogged.port(), clock::duration::zero()),
    std::strerror(ETIMEDOUT));
}

CAF_TEST(many at once are each told their own) {
  port_holder listening;
  listening.listen(64);
  port_holder silent;
  io_thread thread{0};
  int answered = 0;
  int refused = 0;
  for (int n = 0; n < 20; ++n) {
    probe(thread, "127.0.0.1", listening.port(), ample, [&](auto error) {
      answered += error.empty();
    });
    probe(thread, "127.0.0.1", silent.port(), ample, [&](auto error) {
      refused += !error.empty();
    });
  }
  while (answered + refused < 40)
    thread.turn(moment);
  CAF_CHECK_EQUAL(answered, 20);
  CAF_CHECK_EQUAL(refused, 20);
}

CAF_TEST(a thread that stops ends what it probes without a word) {
  port_holder clogged;
  clogged.clog();
  const auto told = std::make_shared<int>(0);
  for (int round = 0; round < 50; ++round) {
    io_thread thread{0};
    thread.start();
    probe(
      thread, "127.0.0.1", clogged.port(), ample, [told](auto) { ++*told; });
    resolve(thread, "127.0.0.1", 4370, [told](auto) {});
    thread.stop();
    probe(
      thread, "127.0.0.1", clogged.port(), ample, [told](auto) { ++*told; });
  }
  CAF_CHECK_EQUAL(*told, 0);
  CAF_CHECK_EQUAL(told.use_count(), 1);
}

CAF_TEST(a host resolves to its addresses and its port) {
  const std::pair<std::string, std::string> tests[] = {
    {"127.0.0.1", "127.0.0.1:4370"}, {"::1", "[::1]:4370"}};
  for (const auto& [host, address] : tests) {
    CAF_MESSAGE(host);
    const auto found = resolve_once(host);
    CAF_REQUIRE_EQUAL(found.size(), 1u);
    CAF_CHECK_EQUAL(found.front(), address);
  }
}

CAF_TEST(a host that cannot be found resolves to nothing) {
  CAF_CHECK(resolve_once(impossible).empty());
}
