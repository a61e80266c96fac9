#include "net/listener.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"
#include "net/quota_refusal.hpp"
#include "net/thread_pulse.hpp"
#include "net/tls_context.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::net {

namespace {

/// How long the kernel waits for a peer to take what was sent to it, ms.
constexpr unsigned unacknowledged = 30'000;

/// How much more than it can send the kernel takes from us: what waits for a
/// slow peer waits where it is counted.
constexpr int most_unsent = 256 * 1024;

/// Says why, as far as the socket takes it at once, and closes it.
void turn_away(int fd, bool plain, const reply& why) {
  const auto answer = to_bytes(why, false, true);
  if (plain)
    static_cast<void>(
      ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  ::close(fd);
}

} // namespace

void session_set::add(
  int fd, const tls_context* tls, std::unique_ptr<address_place> place) {
  const int on = 1; // a Unix socket has no such options, nor needs them
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(
    fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
  ::setsockopt(
    fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof most_unsent);
  auto accepted = tls ? tls->wrap(fd) : std::make_unique<stream>(fd);
  accepted->occupy(std::move(place));
  adopt(std::make_unique<http_session>(site_, std::move(accepted)));
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
  : site_{of} {
  for (auto* thread : of.threads)
    sets_.push_back(std::make_unique<session_set>(of, *thread, sets_));
}

listener::~listener() = default;

void listener::open(
  const std::vector<config::listen_address>& at, const tls_context* tls) {
  std::vector<std::unique_ptr<acceptor>> made;
  for (const auto& address : at) {
    const bool secure = address.scheme == config::listen_scheme::https;
    acceptor::taker& taker = *this;
    made.push_back(std::make_unique<acceptor>(
      site_.acceptor(), taker, address, secure ? tls : nullptr));
  }
  acceptors_ = std::move(made);
}

std::vector<std::string> listener::addresses() const {
  std::vector<std::string> all;
  for (const auto& one : acceptors_)
    all.push_back(config::to_string(one->address()));
  return all;
}

std::uint16_t listener::port() const noexcept {
  for (const auto& one : acceptors_)
    if (one->address().tcp())
      return one->address().at.port;
  return 0;
}

void listener::start() {
  site_.acceptor().post([this] {
    for (auto& one : acceptors_)
      one->start();
  });
}

void listener::stop() {
  site_.acceptor().post([this] {
    for (auto& one : acceptors_)
      one->stop();
  });
  for (auto& set : sets_)
    set->thread().post([&set] { set->drain(); });
}

const site_rules& listener::rules() const {
  return site_.rules_of(site_.acceptor());
}

/// Answers with 503 and closes: a client knows then that it is not its fault.
/// Over TLS that would take a handshake, which is what we have no room for.
void listener::refuse(int fd, bool plain) {
  const auto most = rules().limits.connections;
  metrics::engine_rejections.count(metrics::rejection::connection_limit);
  if (++refused_ == 1 || refused_ % 1000 == 0)
    log::warn(
      "http", "connection-refused",
      {{"reason", "limits.connections"},
       {"limit", most},
       {"refused", refused_}});
  turn_away(fd, plain, make_busy_reply(503, "Too many connections", {}));
}

void listener::take(
  int fd, const tls_context* tls,
  const std::optional<config::ip_address>& from) {
  const auto& [cors, limits, proxies] = rules();
  if (stream::alive() >= limits.connections)
    return refuse(fd, tls == nullptr);
  std::unique_ptr<address_place> place;
  // Of a proxy's connections, each request says whose it is.
  if (limits.connections_per_address > 0 && from && !proxies.trusts(*from)) {
    const auto refused =
      site_.quotas->enter(*from, limits, place, clock::now());
    if (refused) {
      tell_excess(*refused, to_string(*from));
      return turn_away(fd, tls == nullptr, make_excess_reply(*refused));
    }
  }
  hand_out(fd, tls, std::move(place));
}

/// One after the other, but for those that a handler holds up. If that is true
/// of all, it is all the same.
session_set& listener::next_set() {
  const auto now = site_.acceptor().now();
  for (std::size_t tried = 0; tried < sets_.size(); ++tried) {
    auto& set = *sets_[next_++ % sets_.size()];
    if (!set.thread().pulse().is_held_up(now))
      return set;
  }
  return *sets_[next_++ % sets_.size()];
}

void listener::hand_out(
  int fd, const tls_context* tls, std::unique_ptr<address_place> place) {
  auto& set = next_set();
  if (set.thread().on_thread())
    return set.add(fd, tls, std::move(place));
  const auto kept =
    std::make_shared<std::unique_ptr<address_place>>(std::move(place));
  set.thread().post(
    [&set, fd, tls, kept] { set.add(fd, tls, std::move(*kept)); });
}

} // namespace troupe::net
