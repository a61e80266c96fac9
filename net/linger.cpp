#include "net/linger.hpp"

namespace troupe::net {

namespace {

/// Kept by its thread until the peer's end, or its deadline.
class farewell final : public stream_events, public retirable {
public:
  farewell(io_thread& thread, std::unique_ptr<stream> ended, bool reset)
    : thread_{thread}
    , stream_{std::move(ended)}
    , deadline_{[this] { give_up(); }}
    , reset_{reset} {}

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
  void give_up() {
    if (reset_)
      stream_->reset_on_close();
    finish();
  }
  void finish() {
    if (!stream_)
      return;
    deadline_.disarm();
    stream::retire(std::move(stream_));
    thread_.let_go(this);
  }

  io_thread& thread_;
  std::unique_ptr<stream> stream_;
  timer deadline_;
  /// More than a message that was too large has left to be read: a client whose
  /// bytes nobody reads is reset, and does not hear why.
  std::size_t budget_ = 4 << 20;
  bool reset_;
};

void begin_farewell(
  io_thread& thread, std::unique_ptr<stream> ended, clock::duration patience,
  bool reset) {
  auto made = std::make_unique<farewell>(thread, std::move(ended), reset);
  auto& lingering = *made;
  thread.keep(std::move(made));
  lingering.start(patience);
}

} // namespace

void linger_and_close(
  io_thread& thread, std::unique_ptr<stream> ended, clock::duration patience) {
  begin_farewell(thread, std::move(ended), patience, false);
}

void linger_and_reset(
  io_thread& thread, std::unique_ptr<stream> ended, clock::duration patience) {
  begin_farewell(thread, std::move(ended), patience, true);
}

} // namespace troupe::net
