#include "net/acceptor.hpp"

#include "config/log.hpp"
#include "net/local_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace asio = boost::asio;

namespace troupe::net {

namespace {

constexpr int backlog = 4096;
constexpr int accepts_per_turn = 64;
constexpr auto pause_when_full = std::chrono::milliseconds{100};
/// Without a descriptor for longer than that, it is told again.
constexpr auto between_complaints = std::chrono::minutes{1};
/// With descriptors for so long, the next lack of them is another one.
constexpr auto recovered_after = std::chrono::seconds{5};

int open_spare() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/// What to say of an address: without its scheme, as the user named it.
std::string describe(const config::listen_address& at) {
  return at.tcp() ? at.at.host + ":" + std::to_string(at.at.port)
                  : config::to_string(at);
}

[[noreturn]] void fail(std::error_code why, const config::listen_address& at) {
  throw std::system_error{why, "cannot listen on " + describe(at)};
}

std::optional<config::ip_address> address_of(const sockaddr_storage& peer) {
  config::ip_address address;
  if (peer.ss_family == AF_INET6) {
    const auto& of = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    std::memcpy(address.bytes.data(), &of, sizeof of);
    return address;
  }
  if (peer.ss_family != AF_INET)
    return {};
  const auto& of = reinterpret_cast<const sockaddr_in&>(peer).sin_addr;
  address.bytes[10] = address.bytes[11] = 0xFF;
  std::memcpy(&address.bytes[12], &of, sizeof of);
  return address;
}

} // namespace

acceptor::acceptor(
  io_thread& thread, taker& to, config::listen_address at,
  const tls_context* tls)
  : thread_{thread}
  , taker_{to}
  , at_{std::move(at)}
  , tls_{tls}
  , resume_{[this] { start(); }} {
  try {
    at_.tcp() ? bind_tcp() : bind_local();
  } catch (const boost::system::system_error& e) {
    fail(e.code(), at_);
  } catch (const std::system_error& e) {
    fail(e.code(), at_);
  }
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
  ::fcntl(fd_, F_SETFD, FD_CLOEXEC);
  spare_ = open_spare();
}

acceptor::~acceptor() {
  close();
  if (spare_ >= 0)
    ::close(spare_);
}

void acceptor::bind_tcp() {
  asio::io_context context;
  asio::ip::tcp::resolver resolver{context};
  const auto found = resolver.resolve(
    at_.at.host, std::to_string(at_.at.port),
    asio::ip::resolver_base::passive |
      asio::ip::resolver_base::numeric_service);
  const auto endpoint = found.begin()->endpoint();
  asio::ip::tcp::acceptor bound{context};
  bound.open(endpoint.protocol());
  bound.set_option(asio::socket_base::reuse_address{true});
  bound.bind(endpoint);
  bound.listen(backlog);
  at_.at.port = bound.local_endpoint().port();
  fd_ = bound.release();
}

void acceptor::bind_local() {
  const auto bound = listen_locally(at_.path, backlog, at_.private_);
  fd_ = bound.fd;
  file_ = bound.file;
}

void acceptor::start() {
  if (fd_ >= 0)
    watch_ = thread_.watch(fd_, this);
}

void acceptor::stop() {
  resume_.disarm();
  if (fd_ < 0)
    return;
  thread_.unwatch(fd_, watch_);
  close();
}

void acceptor::close() noexcept {
  const int fd = std::exchange(fd_, -1);
  if (fd < 0)
    return;
  // First its name, so that nobody finds it who could not be served.
  if (!at_.tcp())
    remove_local(at_.path, file_);
  ::close(fd);
}

void acceptor::on_readable() {
  for (int n = 0; n < accepts_per_turn; ++n) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int fd = ::accept4(
      fd_, reinterpret_cast<sockaddr*>(&from), &size,
      SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      taker_.take(fd, tls_, address_of(from));
      continue;
    }
    if (errno == EMFILE || errno == ENFILE)
      turn_away();
    if (errno == ENOBUFS || errno == ENOMEM)
      pause();
    if (errno != ECONNABORTED && errno != EINTR)
      return;
  }
}

/// Asked ten times a second as long as there are none.
void acceptor::complain() {
  const auto now = thread_.now();
  const bool begins = now - lacked_at_ > recovered_after;
  lacked_at_ = now;
  if (!begins && now - complained_at_ < between_complaints)
    return;
  complained_at_ = now;
  log::error("http", "out-of-descriptors", {{"err", std::strerror(errno)}});
}

void acceptor::turn_away() {
  complain();
  ::close(spare_);
  const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd >= 0)
    ::close(fd);
  spare_ = open_spare();
  pause();
  errno = EAGAIN;
}

void acceptor::pause() {
  thread_.unwatch(fd_, watch_);
  thread_.arm(resume_, pause_when_full);
}

void acceptor::on_failure(std::string_view what) noexcept {
  log::error("http", "accept-failed", {{"err", what}});
}

} // namespace troupe::net
