#include "net/stream.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"
#include "net/address_quotas.hpp"
#include "net/dirty_outputs.hpp"
#include "net/out_queue.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace troupe::net {

namespace {

std::atomic<std::size_t> open_sockets{0};
std::atomic<std::size_t> most_sockets{0};

void count_one_more() noexcept {
  const auto now = open_sockets.fetch_add(1, std::memory_order_relaxed) + 1;
  auto most = most_sockets.load(std::memory_order_relaxed);
  while (now > most && !most_sockets.compare_exchange_weak(
                         most, now, std::memory_order_relaxed)) {}
}

/// What waits for a socket that is full; the rest leaves with the turn.
void count_blocked(bool blocked, int sign, std::size_t bytes) noexcept {
  if (blocked)
    metrics::engine_send_queue.change(sign * static_cast<std::int64_t>(bytes));
}

} // namespace

stream::stream(int fd)
  : fd_{fd} {
  count_one_more();
  metrics::http_connections.change(1);
}

std::size_t stream::alive() noexcept {
  return open_sockets.load(std::memory_order_relaxed);
}

std::size_t stream::most_alive() noexcept {
  return most_sockets.exchange(alive(), std::memory_order_relaxed);
}

stream::~stream() {
  events_ = nullptr; // whoever it was may have gone before
  if (thread_) {
    thread_->unwatch(fd_, watch_);
    if (queue_)
      drop_queue();
  } else {
    count_blocked(blocked_, -1, queued_bytes());
  }
  ::close(fd_);
  metrics::http_connections.change(-1);
  open_sockets.fetch_sub(1, std::memory_order_relaxed);
}

void stream::attach(io_thread& thread, stream_events* events) {
  thread_ = &thread;
  events_ = events;
  watch_ = thread.watch(fd_, this);
  if (blocked_ || !reading_)
    thread.rewatch(fd_, watch_, reading_, blocked_);
  if (blocked_)
    mind();
}

void stream::detach() {
  flush();
  thread_->outputs().unmark(this);
  dirty_ = in_bulk_ = minded_ = false;
  thread_->unwatch(fd_, watch_);
  thread_ = nullptr;
  events_ = nullptr;
}

void stream::retire(std::unique_ptr<stream> used_up) {
  used_up->events_ = nullptr;
  // Without a watch it has no place in the bulk: the turn that ends it writes.
  if (used_up->queued_frames() > 0)
    used_up->mark();
  // It lives until the turn ends, and the turn may look at its socket again.
  used_up->thread_->unwatch(used_up->fd_, used_up->watch_);
  used_up->watch_ = {};
  used_up->thread_->retire(std::move(used_up));
}

void stream::prefetch_queue() const noexcept {
  __builtin_prefetch(&queue_->tell, 1);
  __builtin_prefetch(queue_->frames.data() + queue_->frames.size(), 1);
}

void stream::push(messages::frame_ptr bytes) {
  push_packet(std::move(bytes));
  if (queue_)
    queue_->discount_last();
}

void stream::push_packet(messages::frame_ptr bytes) {
  if (ended_ || unwritable_)
    return;
  if (!queue_) {
    queue_ = thread_->lend_queue();
    queue_->tell = &events_;
  }
  queue_->push(std::move(bytes));
  if (blocked_)
    return count_blocked(true, 1, queue_->frames.back()->wire().size());
  if (dirty_)
    return;
  auto& outputs = thread_->outputs();
  if (!outputs.to_many()) {
    dirty_ = true;
    outputs.mark(this);
  } else if (!in_bulk_) {
    in_bulk_ = true;
    outputs.mark_bulk(watch_);
  }
}

void stream::mark() {
  if (dirty_ || blocked_)
    return;
  dirty_ = true;
  thread_->outputs().mark(this);
}

std::size_t stream::queued_bytes() const noexcept {
  return queue_ ? queue_->bytes : 0;
}

std::size_t stream::queued_frames() const noexcept {
  return queue_ ? queue_->waiting() : 0;
}

void stream::flush() {
  dirty_ = false;
  while (!ended_ && !blocked_ && queue_ && !queue_->empty())
    if (!write_some())
      return;
  if (queue_ && queue_->empty())
    thread_->give_back(std::move(queue_));
}

bool stream::write_some() {
  std::array<iovec, 64> parts;
  std::size_t count = 0;
  auto offset = queue_->offset;
  for (auto i = queue_->head; i < queue_->frames.size() && count < parts.size();
       ++i) {
    const auto bytes = queue_->frames[i]->wire().substr(offset);
    parts[count++] = {const_cast<char*>(bytes.data()), bytes.size()};
    offset = 0;
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  const auto n = ::sendmsg(fd_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n >= 0) {
    queue_->written(static_cast<std::size_t>(n));
    return true;
  }
  if (errno == EINTR)
    return true;
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    wait_for_room();
  else
    give_up_writing();
  return false;
}

void stream::wait_for_room() {
  count_blocked(!blocked_, 1, queued_bytes());
  if (queue_ && !queue_->mixed) // one that never drains is counted as well
    thread_->count(queue_->take_packets());
  blocked_ = true;
  thread_->rewatch(fd_, watch_, reading_, true);
  mind();
}

/// Not told from here: whoever writes may be in the middle of a list of
/// receivers. The socket is readable now, and reading says how it ended.
void stream::give_up_writing() {
  unwritable_ = true;
  drop_queue();
}

void stream::tell_lost() const {
  if (events_)
    for (const auto trace : queue_->waiting_traced())
      events_->on_traced(trace, false);
}

void stream::settle_traced() {
  if (!queue_ || queue_->waiting_traced().empty())
    return;
  flush();
  if (queue_)
    tell_lost();
}

void stream::read_on(bool wanted) {
  if (reading_ == wanted)
    return;
  reading_ = wanted;
  if (thread_)
    thread_->rewatch(fd_, watch_, reading_, blocked_);
}

void stream::occupy(std::unique_ptr<address_place> place) noexcept {
  place_ = std::move(place);
}

void stream::shutdown_write() noexcept {
  ::shutdown(fd_, SHUT_WR);
}

void stream::reset_on_close() noexcept {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::string stream::remote_address() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> text{};
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (
    ::getpeername(fd_, generic, &size) != 0 ||
    (address.ss_family != AF_INET && address.ss_family != AF_INET6) ||
    ::getnameinfo(
      generic, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
    return {};
  return text.data();
}

void stream::on_readable() {
  if (ended_ || !events_)
    return;
  const auto buffer = thread_->read_buffer();
  const auto n = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (n > 0)
    events_->on_bytes(buffer.first(static_cast<std::size_t>(n)));
  else if (n == 0)
    broken({});
  else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
    broken(std::strerror(errno));
}

void stream::on_writable() {
  moved_ = true;
  count_blocked(blocked_, -1, queued_bytes());
  blocked_ = false;
  thread_->rewatch(fd_, watch_, reading_, false);
  flush();
  if (!blocked_ && !ended_ && !unwritable_ && events_)
    events_->on_drained();
}

void stream::on_bulk_turn() {
  in_bulk_ = false;
  flush();
}

void stream::on_failure(std::string_view what) noexcept {
  log::error("io", "stream-exception", {{"err", what}});
  if (!ended_)
    broken(what);
}

void stream::drop_queue() {
  count_blocked(blocked_, -1, queued_bytes());
  queue_->give_up_counting();
  tell_lost();
  thread_->give_back(std::move(queue_));
}

void stream::broken(std::string_view error) {
  ended_ = true;
  // Level-triggered: an ended socket would wake us for ever.
  thread_->unwatch(fd_, watch_);
  watch_ = {};
  if (queue_)
    drop_queue();
  if (events_)
    events_->on_end(error);
}

} // namespace troupe::net
