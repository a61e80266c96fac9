#include "net/linger.hpp"

namespace troupe::net {

namespace {

/// Owns itself: the thread's timer or the peer's end retires it.
class farewell final : public stream_events, public retirable {
public:
  farewell(io_thread& thread, std::unique_ptr<stream> ended)
    : thread_{thread}
    , stream_{std::move(ended)}
    , deadline_{[this] { finish(); }} {}

  ~farewell() override {
    if (stream_)
      stream_->set_events(nullptr);
  }

  void start(clock::duration patience) {
    thread_.arm(deadline_, patience);
    stream_->set_events(this);
    stream_->read_on(true);
    stream_->flush();
    if (stream_ && stream_->queued_frames() == 0)
      stream_->shutdown_write();
  }

  void on_bytes(std::span<char> bytes) override {
    if (bytes.size() > budget_)
      return finish();
    budget_ -= bytes.size();
  }
  void on_end(std::string_view) override { finish(); }
  void on_drained() override { stream_->shutdown_write(); }

private:
  void finish() {
    if (!stream_)
      return;
    deadline_.disarm();
    thread_.retire(std::move(stream_));
    thread_.retire(std::unique_ptr<retirable>{this});
  }

  io_thread& thread_;
  std::unique_ptr<stream> stream_;
  timer deadline_;
  std::size_t budget_ = 64 * 1024;
};

} // namespace

void linger_and_close(
  io_thread& thread, std::unique_ptr<stream> ended, clock::duration patience) {
  (new farewell{thread, std::move(ended)})->start(patience);
}

} // namespace troupe::net
