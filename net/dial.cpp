#include "net/dial.hpp"

#include "net/lookup.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace troupe::net {

namespace {

std::string describe(int error) {
  return std::generic_category().message(error);
}

/// TCP connects a socket to itself if the port it was given happens to be the
/// one that it wants, and nobody listens there (RFC 9293, section 3.5).
bool met_itself(int fd) {
  endpoint here;
  endpoint there;
  here.size = there.size = sizeof(sockaddr_storage);
  return ::getsockname(
           fd, reinterpret_cast<sockaddr*>(&here.address), &here.size) == 0 &&
         ::getpeername(
           fd, reinterpret_cast<sockaddr*>(&there.address), &there.size) == 0 &&
         to_string(here) == to_string(there);
}

/// One probe; kept by its thread until it is done.
class probing final : public retirable, watcher {
public:
  using receiver = std::function<void(std::string error)>;

  probing(io_thread& thread, clock::duration patience, receiver done)
    : thread_{thread}
    , deadline_{clock::now() + patience}
    , done_{std::move(done)}
    , due_{[this] { on_due(); }} {}
  ~probing() override { hang_up(); }

  void start(std::string host, std::uint16_t port) {
    thread_.arm(due_, deadline_ - clock::now());
    lookup_.emplace(
      thread_,
      [host = std::move(host), port] { return find_endpoints(host, port); },
      [this](endpoints_found found) {
        lookup_.reset();
        error_ = std::move(found.error);
        endpoints_ = std::move(found.endpoints);
        try_next();
      });
  }

private:
  void try_next();
  bool call(const endpoint& there);
  void hang_up();
  void on_due();
  void finish(std::string error);

  void on_readable() override { on_writable(); } // an error alone
  void on_writable() override;
  void on_failure(std::string_view what) noexcept override {
    finish(std::string{what});
  }

  io_thread& thread_;
  clock::time_point deadline_;
  receiver done_;
  timer due_;
  std::optional<lookup> lookup_;
  std::vector<endpoint> endpoints_;
  std::size_t next_ = 0;
  std::string error_; ///< of the last one tried
  watch_id watch_;
  int fd_ = -1;
};

void probing::try_next() {
  while (next_ < endpoints_.size()) {
    const auto left = static_cast<int>(endpoints_.size() - next_);
    thread_.arm(due_, (deadline_ - clock::now()) / left);
    if (call(endpoints_[next_++]))
      return;
    hang_up();
  }
  finish(std::move(error_));
}

/// False if it failed at once.
bool probing::call(const endpoint& there) {
  fd_ = ::socket(
    there.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const auto* address = reinterpret_cast<const sockaddr*>(&there.address);
  if (
    fd_ < 0 ||
    (::connect(fd_, address, there.size) != 0 && errno != EINPROGRESS)) {
    error_ = describe(errno);
    return false;
  }
  watch_ = thread_.watch(fd_, this);
  thread_.rewatch(fd_, watch_, false, true);
  return true;
}

void probing::hang_up() {
  if (fd_ < 0)
    return;
  thread_.unwatch(fd_, watch_);
  watch_ = {};
  ::close(std::exchange(fd_, -1));
}

void probing::on_writable() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error == 0 && met_itself(fd_))
    error = ECONNREFUSED;
  if (error == 0)
    return finish({});
  error_ = describe(error);
  hang_up();
  try_next();
}

void probing::on_due() {
  error_ = describe(ETIMEDOUT);
  hang_up();
  try_next(); // nothing is left if it was the look-up that took so long
}

void probing::finish(std::string error) {
  due_.disarm();
  lookup_.reset();
  hang_up();
  if (const auto done = std::exchange(done_, nullptr)) {
    thread_.let_go(this);
    done(std::move(error));
  }
}

/// One look-up; kept by its thread until it is done.
class resolving final : public retirable {
public:
  using receiver = std::function<void(std::vector<std::string> addresses)>;

  resolving(io_thread& thread, receiver done)
    : thread_{thread}
    , done_{std::move(done)} {}

  void start(std::string host, std::uint16_t port) {
    lookup_.emplace(
      thread_,
      [host = std::move(host), port] { return find_endpoints(host, port); },
      [this](const endpoints_found& found) { finish(found); });
  }

private:
  void finish(const endpoints_found& found) {
    std::vector<std::string> addresses;
    for (const auto& each : found.endpoints) {
      auto text = to_string(each);
      if (std::count(addresses.begin(), addresses.end(), text) == 0)
        addresses.push_back(std::move(text));
    }
    thread_.let_go(this);
    done_(std::move(addresses));
  }

  io_thread& thread_;
  receiver done_;
  std::optional<lookup> lookup_;
};

} // namespace

void probe(
  io_thread& on, std::string host, std::uint16_t port, clock::duration patience,
  std::function<void(std::string error)> done) {
  on.post([&on, host = std::move(host), port, patience,
           done = std::move(done)]() mutable {
    auto made = std::make_unique<probing>(on, patience, std::move(done));
    auto& started = *made;
    on.keep(std::move(made));
    started.start(std::move(host), port);
  });
}

void resolve(
  io_thread& on, std::string host, std::uint16_t port,
  std::function<void(std::vector<std::string> addresses)> done) {
  on.post(
    [&on, host = std::move(host), port, done = std::move(done)]() mutable {
      auto made = std::make_unique<resolving>(on, std::move(done));
      auto& started = *made;
      on.keep(std::move(made));
      started.start(std::move(host), port);
    });
}

} // namespace troupe::net
