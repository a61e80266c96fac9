#include "net/listener.hpp"

#include "config/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace asio = boost::asio;

namespace troupe::net {

namespace {

constexpr int backlog = 4096;
constexpr int accepts_per_turn = 64;
constexpr auto pause_when_full = std::chrono::milliseconds{100};

int open_spare() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace

void session_set::add(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  adopt(std::make_unique<http_session>(site_, std::make_unique<stream>(fd)));
}

void session_set::adopt(std::unique_ptr<http_session> moved) {
  auto& session = *moved;
  sessions_.emplace(&session, std::move(moved));
  session.start(thread_, *this);
}

void session_set::drain() {
  std::vector<http_session*> all;
  for (const auto& [session, owned] : sessions_)
    all.push_back(session);
  for (auto* session : all)
    session->drain();
}

void session_set::release(http_session& ended) {
  const auto found = sessions_.find(&ended);
  if (found == sessions_.end())
    return;
  thread_.retire(std::move(found->second));
  sessions_.erase(found);
}

void session_set::move(http_session& self, unsigned index) {
  const auto found = sessions_.find(&self);
  if (found == sessions_.end())
    return;
  auto owned = std::move(found->second);
  sessions_.erase(found);
  owned->detach();
  auto& there = *all_[index];
  there.thread().post(
    [&there, moved = std::make_shared<std::unique_ptr<http_session>>(
               std::move(owned))] { there.adopt(std::move(*moved)); });
}

listener::listener(const site& of)
  : site_{of}
  , resume_{[this] {
    if (fd_ >= 0)
      watch_ = site_.threads.front()->watch(fd_, this);
  }} {
  for (auto* thread : of.threads)
    sets_.push_back(std::make_unique<session_set>(of, *thread, sets_));
}

listener::~listener() {
  if (fd_ >= 0)
    ::close(fd_);
  if (spare_ >= 0)
    ::close(spare_);
}

void listener::open(const std::string& host, std::uint16_t port) {
  try {
    bind(host, port);
  } catch (const boost::system::system_error& e) {
    throw std::system_error{
      std::error_code{e.code()},
      "cannot listen on " + host + ":" + std::to_string(port)};
  }
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
  ::fcntl(fd_, F_SETFD, FD_CLOEXEC);
  spare_ = open_spare();
}

void listener::bind(const std::string& host, std::uint16_t port) {
  asio::io_context context;
  asio::ip::tcp::resolver resolver{context};
  const auto found = resolver.resolve(
    host, std::to_string(port),
    asio::ip::resolver_base::passive |
      asio::ip::resolver_base::numeric_service);
  const auto endpoint = found.begin()->endpoint();
  asio::ip::tcp::acceptor acceptor{context};
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address{true});
  acceptor.bind(endpoint);
  acceptor.listen(backlog);
  port_ = acceptor.local_endpoint().port();
  fd_ = acceptor.release();
}

void listener::start() {
  auto& thread = *site_.threads.front();
  thread.post([this, &thread] { watch_ = thread.watch(fd_, this); });
}

void listener::stop() {
  site_.threads.front()->post([this] {
    resume_.disarm();
    if (fd_ < 0)
      return;
    site_.threads.front()->unwatch(fd_, watch_);
    ::close(fd_);
    fd_ = -1;
  });
  for (auto& set : sets_)
    set->thread().post([&set] { set->drain(); });
}

void listener::on_readable() {
  for (int n = 0; n < accepts_per_turn; ++n) {
    const int fd =
      ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      hand_out(fd);
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

/// Answers with 503 and closes: a client knows then that it is not its fault.
void listener::refuse(int fd) {
  constexpr std::string_view busy = "HTTP/1.1 503 Service Unavailable\r\n"
                                    "Content-Length: 0\r\n"
                                    "Retry-After: 1\r\n"
                                    "Connection: close\r\n\r\n";
  if (++refused_ == 1 || refused_ % 1000 == 0)
    log::warn(
      "http", "connection-refused",
      {{"reason", "limits.connections"},
       {"limit", site_.limits.connections},
       {"refused", refused_}});
  static_cast<void>(
    ::send(fd, busy.data(), busy.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  ::close(fd);
}

void listener::hand_out(int fd) {
  if (stream::alive() >= site_.limits.connections)
    return refuse(fd);
  auto& set = *sets_[next_++ % sets_.size()];
  if (set.thread().on_thread())
    set.add(fd);
  else
    set.thread().post([&set, fd] { set.add(fd); });
}

void listener::turn_away() {
  log::error("http", "out-of-descriptors", {{"err", std::strerror(errno)}});
  ::close(spare_);
  const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd >= 0)
    ::close(fd);
  spare_ = open_spare();
  pause();
  errno = EAGAIN;
}

void listener::pause() {
  auto& thread = *site_.threads.front();
  thread.unwatch(fd_, watch_);
  thread.arm(resume_, pause_when_full);
}

void listener::on_failure(std::string_view what) noexcept {
  log::error("http", "accept-failed", {{"err", what}});
}

} // namespace troupe::net
