#define CAF_SUITE net.dirty_outputs

#include "net/dirty_outputs.hpp"

#include "net/linger.hpp"
#include "net/stream.hpp"

#include "tests/support/pair_of_sockets.hpp"

#include <memory>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace troupe;
using namespace troupe::net;

namespace {

/// A socket so slow to write to that no other has its turn after it.
struct slow_output final : watcher {
  slow_output(io_thread& on, std::string name, std::string& told)
    : on_{on}
    , name_{std::move(name)}
    , told_{told}
    , id_{on.watch(fd_, this)} {}
  ~slow_output() {
    on_.unwatch(fd_, id_);
    ::close(fd_);
  }
  void mark() { on_.outputs().mark_bulk(id_); }

  void on_bulk_turn() override {
    told_ += name_;
    const auto until = clock::now() + std::chrono::milliseconds{10};
    while (clock::now() < until) {}
  }
  void on_readable() override {}
  void on_writable() override {}
  void on_failure(std::string_view) noexcept override {}

  io_thread& on_;
  std::string name_;
  std::string& told_;
  int fd_ = ::eventfd(0, EFD_NONBLOCK);
  watch_id id_;
};

struct silent final : stream_events {
  void on_bytes(std::span<char>) override {}
  void on_end(std::string_view) override {}
};

/// A client, and our stream to it.
struct client {
  explicit client(io_thread& thread) {
    ours = std::make_unique<stream>(sockets.near);
    ours->attach(thread, &nobody);
  }

  void hear(std::string_view text) { ours->push(messages::make_bytes({text})); }
  void hear_with_many(std::string_view text) {
    const dirty_outputs::delivery many{
      ours->thread()->outputs(), dirty_outputs::large_audience + 1};
    hear(text);
  }
  /// What has come since the last call; "." is the end.
  std::string heard() const { return sockets.received(); }

  silent nobody;
  tests::pair_of_sockets sockets;
  std::unique_ptr<stream> ours;
};

/// A client behind a slow one in the bulk, and then another slow one.
struct crowd {
  crowd() {
    first.mark();
    ann.hear_with_many("hi all");
    last.mark();
  }

  void turn() { thread.turn(clock::duration::zero()); }
  void end_bulk() {
    while (!thread.outputs().empty())
      turn();
  }

  io_thread thread{0};
  std::string told;
  slow_output first{thread, "1", told};
  slow_output last{thread, "2", told};
  client ann{thread};
  client bob{thread};
};

} // namespace

CAF_TEST(a large delivery is written in parts and what is prompt at once) {
  crowd all;
  all.bob.hear("hi bob");
  all.turn();
  CAF_CHECK_EQUAL(all.bob.heard(), "hi bob");
  CAF_CHECK_EQUAL(all.told, "1");
  CAF_CHECK_EQUAL(all.ann.heard(), "");
  all.end_bulk();
  CAF_CHECK_EQUAL(all.told, "12");
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all");
}

CAF_TEST(after a turn that took long all is written) {
  crowd all;
  all.thread.outputs().flush(clock::now() - std::chrono::minutes{10});
  CAF_CHECK_EQUAL(all.told, "12");
}

CAF_TEST(whoever is to write again waits behind the others) {
  crowd all;
  all.turn();
  all.first.mark();
  all.end_bulk();
  CAF_CHECK_EQUAL(all.told, "121");
}

CAF_TEST(what is said to many meanwhile shares the write) {
  crowd all;
  all.turn();
  all.ann.hear_with_many(", and");
  all.ann.hear_with_many(" again");
  CAF_CHECK_EQUAL(all.ann.ours->queued_frames(), 3u);
  all.end_bulk();
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all, and again");
}

CAF_TEST(what is prompt takes along what waits and is written once) {
  crowd all;
  all.ann.hear(", hi ann");
  all.ann.hear_with_many(", bye all");
  all.turn();
  CAF_CHECK_EQUAL(all.told, "1");
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all, hi ann, bye all");
  all.end_bulk();
  CAF_CHECK_EQUAL(all.ann.heard(), "");
}

CAF_TEST(one that was prompt keeps its one place in the bulk) {
  crowd all;
  all.ann.hear("!");
  all.turn();
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all!");
  all.ann.hear_with_many("again");
  all.turn();
  CAF_CHECK_EQUAL(all.ann.heard(), "again");
  CAF_CHECK_EQUAL(all.told, "12");
  CAF_CHECK(all.thread.outputs().empty());
}

CAF_TEST(one that retires writes what waits with this turn) {
  crowd all;
  stream::retire(std::move(all.ann.ours));
  all.turn();
  CAF_CHECK_EQUAL(all.told, "1");
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all.");
}

CAF_TEST(nobody inherits the place of one that has gone) {
  crowd all;
  stream::retire(std::move(all.ann.ours));
  slow_output next{all.thread, "3", all.told};
  all.end_bulk();
  CAF_CHECK_EQUAL(all.told, "12");
}

CAF_TEST(one that leaves its thread has written what waits) {
  crowd all;
  io_thread other{1};
  all.ann.ours->detach();
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all");
  all.ann.ours->attach(other, &all.ann.nobody);
  all.end_bulk();
  all.ann.hear_with_many("hi there");
  other.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(all.ann.heard(), "hi there");
  stream::retire(std::move(all.ann.ours));
  other.turn(clock::duration::zero());
}

CAF_TEST(one that lingers writes what waits at once) {
  crowd all;
  linger_and_close(all.thread, std::move(all.ann.ours));
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all.");
  all.end_bulk();
}

CAF_TEST(one whose client has gone is passed over) {
  crowd all;
  ::shutdown(all.ann.sockets.far, SHUT_RDWR);
  all.turn();
  CAF_CHECK_EQUAL(all.ann.ours->queued_frames(), 0u);
  all.end_bulk();
  CAF_CHECK_EQUAL(all.told, "12");
}

CAF_TEST(one that is full goes on when there is room and not before) {
  crowd all;
  const std::string much(65'536, 'x');
  while (!all.ann.ours->blocked()) {
    all.ann.hear(much);
    all.ann.ours->flush();
  }
  all.ann.hear_with_many("last");
  all.end_bulk();
  std::string heard;
  for (int n = 0; n < 100 && !heard.ends_with("last"); ++n) {
    heard += all.ann.heard();
    all.turn();
  }
  CAF_CHECK(heard.starts_with("hi all"));
  CAF_CHECK(heard.ends_with("last"));
}

CAF_TEST(a turn ends when enough have been told) {
  constexpr auto half = dirty_outputs::told_per_turn / 2;
  struct deliverer final : job_runner {
    verdict run(void* audience) override {
      ++runs;
      on->outputs().count_told(*static_cast<std::size_t*>(audience));
      return verdict::done;
    }
    void discard(void*) override {}
    io_thread* on = nullptr;
    int runs = 0;
  } runner;
  io_thread thread{0};
  runner.on = &thread;
  thread.set_runner(&runner);
  std::array<std::size_t, 6> audiences{half, 1, half - 1, half, 1, 1};
  for (auto& each : audiences)
    thread.submit(&each);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(runner.runs, 3);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(runner.runs, 6);
}

CAF_TEST(a thread that stops writes what waits before) {
  crowd all;
  all.thread.start();
  all.thread.stop();
  CAF_CHECK_EQUAL(all.told, "12");
  CAF_CHECK_EQUAL(all.ann.heard(), "hi all");
}
