#define CAF_SUITE net.notify_socket

#include "net/notify_socket.hpp"

#include "tests/support/test.hpp"

#include <cstddef>
#include <cstring>
#include <map>
#include <unistd.h>

using namespace troupe::net;
using std::chrono::microseconds;

namespace {

using variables = std::map<std::string, std::string>;

notify_socket::environment of(variables all) {
  return [all = std::move(all)](const char* name) -> const char* {
    const auto found = all.find(name);
    return found == all.end() ? nullptr : found->second.c_str();
  };
}

/// A service manager: a datagram socket with a name that is no file.
class manager {
public:
  manager() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data() + 1, name_.size() - 1);
    const auto length = offsetof(sockaddr_un, sun_path) + name_.size();
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CAF_REQUIRE(
      ::bind(
        fd_, reinterpret_cast<const sockaddr*>(&address),
        static_cast<socklen_t>(length)) == 0);
  }
  ~manager() { ::close(fd_); }

  const std::string& name() const { return name_; }
  /// The oldest datagram; empty if there is none.
  std::string take() const {
    char text[256];
    const auto size = ::recv(fd_, text, sizeof text, 0);
    return size < 0 ? std::string{} : std::string(text, size);
  }

private:
  std::string name_ = "@troupe-test-" + std::to_string(::getpid());
  int fd_ = -1;
};

} // namespace

CAF_TEST(a manager is told what there is to tell) {
  const manager systemd;
  const notify_socket service{of({{"NOTIFY_SOCKET", systemd.name()}})};
  CAF_CHECK(service.tell("READY=1\nSTATUS=listening"));
  CAF_CHECK(service.tell_now("WATCHDOG=1"));
  CAF_CHECK_EQUAL(systemd.take(), "READY=1\nSTATUS=listening");
  CAF_CHECK_EQUAL(systemd.take(), "WATCHDOG=1");
  CAF_CHECK_EQUAL(systemd.take(), "");
}

CAF_TEST(without a manager nobody is told anything) {
  const std::string too_long(sizeof sockaddr_un{}.sun_path, 'x');
  for (const std::string name :
       {"", "/", "@", "relative", "vsock:2:1", "/no/such/socket"}) {
    CAF_MESSAGE(name);
    CAF_CHECK(!notify_socket{of({{"NOTIFY_SOCKET", name}})}.tell("READY=1"));
  }
  CAF_CHECK(
    !notify_socket{of({{"NOTIFY_SOCKET", "/" + too_long}})}.tell("READY=1"));
  const notify_socket none{of({{"WATCHDOG_USEC", "1000"}})};
  CAF_CHECK(!none.tell("READY=1"));
  CAF_CHECK(!none.watchdog());
}

CAF_TEST(a manager that takes nothing does not hold up who cannot wait) {
  const manager systemd;
  const notify_socket service{of({{"NOTIFY_SOCKET", systemd.name()}})};
  bool taken = true;
  for (int i = 0; i < 100'000 && taken; ++i)
    taken = service.tell_now("WATCHDOG=1");
  CAF_CHECK(!taken);
}

CAF_TEST(the watchdog is ours if it waits for us) {
  struct row {
    const char* usec;
    const char* pid;
    std::int64_t limit; ///< 0 = none
  };
  for (const auto& [usec, pid, limit] : {
         row{"30000000", nullptr, 30'000'000},
         row{"30000000", "17", 30'000'000},
         row{"30000000", "18", 0},
         row{"30000000", "", 0},
         row{nullptr, "17", 0},
         row{"", nullptr, 0},
         row{"0", nullptr, 0},
         row{"-5", nullptr, 0},
         row{"30s", nullptr, 0},
         row{"99999999999999999999", nullptr, 0},
       }) {
    CAF_MESSAGE((usec ? usec : "none") << " " << (pid ? pid : "none"));
    const auto found = watchdog_limit(usec, pid, 17);
    CAF_CHECK_EQUAL(found ? found->count() : 0, limit);
  }
  const manager systemd;
  const notify_socket service{of(
    {{"NOTIFY_SOCKET", systemd.name()},
     {"WATCHDOG_USEC", "5000"},
     {"WATCHDOG_PID", std::to_string(::getpid())}})};
  CAF_CHECK(service.watchdog() == microseconds{5000});
}
