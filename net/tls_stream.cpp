#include "net/tls_stream.hpp"

#include "config/log.hpp"
#include "net/out_queue.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <utility>

namespace troupe::net {

namespace {

/// The most that one record carries (RFC 8446, section 5.1).
constexpr std::size_t record_size = SSL3_RT_MAX_PLAIN_LENGTH;
using record = std::array<char, record_size>;

/// The next bytes of `queue`, at most a record of them: where they lie, or
/// gathered in `space` if they are of several frames.
std::string_view next_record(const out_queue& queue, record& space) {
  const auto first = queue.frames[queue.head]->wire().substr(queue.offset);
  if (first.size() >= record_size || queue.waiting() == 1)
    return first.substr(0, record_size);
  std::size_t size = 0;
  auto offset = queue.offset;
  for (auto i = queue.head; i < queue.frames.size() && size < record_size;
       ++i) {
    const auto rest = queue.frames[i]->wire().substr(offset);
    const auto part = rest.substr(0, record_size - size);
    std::memcpy(&space[size], part.data(), part.size());
    size += part.size();
    offset = 0;
  }
  return {space.data(), size};
}

/// Why an operation failed that OpenSSL calls `SSL_ERROR_SSL` or `_SYSCALL`.
std::string_view describe_failure() {
  if (const auto* reason = ::ERR_reason_error_string(::ERR_peek_error()))
    return reason;
  return errno != 0 ? std::strerror(errno) : "the peer broke off";
}

} // namespace

void free_ssl::operator()(ssl_st* used_up) const noexcept {
  ::SSL_free(used_up);
}

tls_stream::tls_stream(int fd, ssl_ptr ssl)
  : stream{fd}
  , ssl_{std::move(ssl)} {
}

tls_stream::~tls_stream() = default;

bool tls_stream::write_some() {
  record space; // not zeroed: only what is filled is looked at
  const auto bytes = next_record(*queue_, space);
  std::size_t written = 0;
  ::ERR_clear_error();
  const int outcome =
    ::SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
  if (outcome == 1) {
    pending_ = 0;
    queue_->written(written);
    return true;
  }
  pending_ = static_cast<std::uint32_t>(bytes.size());
  const int why = ::SSL_get_error(ssl_.get(), outcome);
  if (why == SSL_ERROR_WANT_WRITE)
    wait_for_room();
  else if (why == SSL_ERROR_WANT_READ)
    needs_bytes_ = true;
  else
    give_up_writing();
  return false;
}

std::size_t tls_stream::begun() const noexcept {
  return std::max<std::size_t>(pending_, stream::begun());
}

std::size_t tls_stream::read_records(std::span<char> into, int& why) {
  std::size_t used = 0;
  why = SSL_ERROR_NONE;
  while (into.size() - used >= record_size) {
    std::size_t n = 0;
    ::ERR_clear_error();
    errno = 0;
    const int outcome = ::SSL_read_ex(ssl_.get(), &into[used], record_size, &n);
    if (outcome != 1) {
      why = ::SSL_get_error(ssl_.get(), outcome);
      break;
    }
    used += n;
  }
  return used;
}

void tls_stream::on_readable() {
  if (ended_ || !events_)
    return;
  const auto buffer = thread_->read_buffer();
  int why = SSL_ERROR_NONE;
  const auto size = read_records(buffer, why);
  const std::string failure{
    why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL ? describe_failure() : ""};
  if (size > 0)
    events_->on_bytes(buffer.first(size));
  // Told of the bytes, its user may have done with it.
  if (ended_ || !events_)
    return;
  if (!failure.empty()) {
    if (!::SSL_is_init_finished(ssl_.get()))
      log::debug(
        "http", "tls-handshake-failed",
        {{"err", failure}, {"remote", remote_address()}});
    broken(failure);
  } else if (why == SSL_ERROR_ZERO_RETURN) {
    broken({});
  } else {
    stopped_reading(why);
  }
}

void tls_stream::stopped_reading(int why) {
  if (why == SSL_ERROR_WANT_WRITE)
    wait_for_room();
  if (std::exchange(needs_bytes_, false) && queue_)
    mark();
}

void tls_stream::on_writable() {
  stream::on_writable();
  // Reading may have been what waited: a handshake is both.
  if (thread_ && reading_)
    on_readable();
}

void tls_stream::shutdown_write() noexcept {
  ::ERR_clear_error();
  if (::SSL_is_init_finished(ssl_.get()))
    ::SSL_shutdown(ssl_.get());
  stream::shutdown_write();
}

} // namespace troupe::net
