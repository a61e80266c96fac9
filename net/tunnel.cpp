#include "net/tunnel.hpp"

#include "net/dirty_outputs.hpp"
#include "net/linger.hpp"

#include <algorithm>
#include <utility>

namespace troupe::net {

namespace {

constexpr auto close_patience = std::chrono::seconds{5};

} // namespace

tunnel::tunnel(io_thread& thread, std::unique_ptr<stream> end)
  : thread_{thread}
  , stream_{std::move(end)}
  , glued_due_{[this] { tell_glued(); }} {
}

tunnel::~tunnel() {
  if (stream_ && stream_->thread())
    stream::retire(std::move(stream_));
}

void tunnel::start(tunnel_events& events, std::string glued) {
  events_ = &events;
  if (stream_->thread())
    stream_->set_events(this);
  else
    stream_->attach(thread_, this);
  stream_->read_on(true);
  glued_ = std::move(glued);
  if (!glued_.empty()) // not now: the owner is in the middle of starting us
    thread_.arm(glued_due_, clock::duration::zero());
}

void tunnel::push(std::string_view bytes) {
  if (!stream_ || bytes.empty())
    return;
  stream_->push(messages::make_bytes({bytes}));
  unwritten_ += bytes.size();
  if (!dirty_) {
    dirty_ = true;
    thread_.outputs().mark(this);
  }
}

std::size_t tunnel::queued_bytes() const noexcept {
  return stream_ ? stream_->queued_bytes() : 0;
}

void tunnel::confirm(std::size_t bytes) {
  unconfirmed_ -= std::min(bytes, unconfirmed_);
  if (stream_ && unconfirmed_ < window)
    stream_->read_on(true);
}

void tunnel::close() {
  events_ = nullptr;
  if (stream_)
    linger_and_close(thread_, std::move(stream_), close_patience);
}

void tunnel::retire(std::unique_ptr<tunnel> used_up) {
  used_up->events_ = nullptr;
  if (used_up->stream_ && used_up->stream_->thread())
    stream::retire(std::move(used_up->stream_));
  auto& thread = used_up->thread_;
  thread.retire(std::unique_ptr<retirable>{used_up.release()});
}

void tunnel::on_bytes(std::span<char> bytes) {
  tell_glued(); // what came first is told first
  tell(bytes);
}

void tunnel::on_end(std::string_view) {
  tell_glued();
  if (!stream_)
    return; // closed by who was told
  stream::retire(std::move(stream_));
  if (auto* told = std::exchange(events_, nullptr))
    told->on_end(*this);
}

void tunnel::tell_glued() {
  glued_due_.disarm();
  auto bytes = std::exchange(glued_, {});
  if (!bytes.empty())
    tell(bytes);
}

void tunnel::tell(std::span<char> bytes) {
  if (!events_)
    return;
  unconfirmed_ += bytes.size();
  if (unconfirmed_ >= window)
    stream_->read_on(false);
  events_->on_bytes(*this, bytes);
}

/// After the stream's own turn to write, whichever was dirty first: bytes that
/// were written untold would be missing from the other end's window for ever.
void tunnel::flush() {
  dirty_ = false;
  if (stream_)
    stream_->flush();
  tell_written();
}

void tunnel::tell_written() {
  if (!events_)
    return;
  // Ours are the last in the queue: an answer 101 may wait before them.
  const auto left = std::min(unwritten_, stream_->queued_bytes());
  const auto written = std::exchange(unwritten_, left) - left;
  if (written > 0)
    events_->on_written(*this, written);
}

} // namespace troupe::net
