#define CAF_SUITE net.tunnel

#include "net/tunnel.hpp"

#include "net/socket_pair.hpp"
#include "tests/support/test.hpp"

#include <functional>
#include <utility>

using namespace troupe;
using namespace troupe::net;

namespace {

struct recorder final : tunnel_events {
  void on_bytes(tunnel& from, std::span<char> bytes) override {
    came.append(bytes.data(), bytes.size());
    trace += "bytes;";
    if (then)
      then(from);
  }
  void on_written(tunnel& by, std::size_t bytes) override {
    written += bytes;
    if (by.queued_bytes() == 0 && !last.empty())
      by.push(std::exchange(last, {}));
  }
  void on_end(tunnel&) override { trace += "end;"; }
  std::function<void(tunnel&)> then;
  std::string came;
  std::string trace;
  std::string last; ///< pushed once, when all else has been written
  std::size_t written = 0;
};

/// The socket's other side.
struct client final : stream_events {
  void on_bytes(std::span<char> bytes) override {
    came.append(bytes.data(), bytes.size());
  }
  void on_end(std::string_view) override { ended = true; }
  std::string came;
  bool ended = false;
};

/// A tunnel with a socket pair's far end, whose near end is the client's.
struct fixture {
  fixture() {
    auto ends = make_socket_pair();
    CAF_REQUIRE(ends);
    near = std::move(ends->near);
    near->attach(thread, &peer);
    tested = std::make_unique<tunnel>(thread, std::move(ends->far));
  }
  ~fixture() {
    if (near)
      stream::retire(std::move(near));
    if (tested)
      tunnel::retire(std::move(tested));
  }

  void turn(int times = 1) {
    for (int n = 0; n < times; ++n)
      thread.turn(clock::duration::zero());
  }
  /// More turns than anything here takes.
  void settle() { turn(512); }
  void write(std::string_view bytes) {
    near->push(messages::make_bytes({bytes}));
  }

  io_thread thread{0};
  client peer;
  recorder events;
  std::unique_ptr<stream> near;
  std::unique_ptr<tunnel> tested;
};

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

} // namespace

CAF_TEST(bytes go through both ways) {
  fixture f;
  f.tested->start(f.events);
  f.write("to the tunnel");
  f.tested->push("to the ");
  f.tested->push("");
  f.tested->push("client");
  CAF_CHECK_EQUAL(f.tested->queued_bytes(), 13u);
  f.settle();
  CAF_CHECK_EQUAL(f.events.came, "to the tunnel");
  CAF_CHECK_EQUAL(f.peer.came, "to the client");
  CAF_CHECK_EQUAL(f.tested->queued_bytes(), 0u);
  CAF_CHECK_EQUAL(f.events.written, 13u);
}

CAF_TEST(what came glued to a request is told before all else) {
  for (const bool more : {false, true}) {
    fixture f;
    f.tested->start(f.events, "first ");
    if (more)
      f.write("second");
    f.near->flush();
    CAF_CHECK_EQUAL(f.events.came, "");
    while (f.events.came.size() < (more ? 12u : 6u))
      f.turn();
    CAF_CHECK_EQUAL(f.events.came, more ? "first second" : "first ");
  }
}

CAF_TEST(what came glued is told even if the client has gone) {
  fixture f;
  f.tested->start(f.events, "last words");
  f.near->shutdown_write();
  f.turn(2);
  CAF_CHECK_EQUAL(f.events.came, "last words");
  CAF_CHECK_EQUAL(f.events.trace, "bytes;end;");
}

CAF_TEST(reading stops at the window and goes on when bytes are confirmed) {
  fixture f;
  auto& came = f.events.came;
  const auto all = pattern(8 * tunnel::window);
  f.tested->start(f.events);
  f.write(all);
  f.settle();
  CAF_CHECK_GREATER_OR_EQUAL(came.size(), tunnel::window);
  CAF_CHECK_LESS(came.size(), 2 * tunnel::window);
  f.tested->confirm(came.size() - tunnel::window);
  const auto stopped = came.size();
  f.settle();
  CAF_CHECK_EQUAL(came.size(), stopped);
  f.tested->confirm(1);
  f.settle();
  CAF_CHECK_GREATER(came.size(), stopped);
  for (auto confirmed = stopped - tunnel::window + 1; came.size() < all.size();
       f.settle()) {
    f.tested->confirm(came.size() - confirmed);
    confirmed = came.size();
  }
  CAF_CHECK(came == all);
}

CAF_TEST(more than came can be confirmed without harm) {
  fixture f;
  f.tested->start(f.events);
  f.tested->confirm(tunnel::window);
  f.write(pattern(8 * tunnel::window));
  f.settle();
  CAF_CHECK_GREATER_OR_EQUAL(f.events.came.size(), tunnel::window);
  CAF_CHECK_LESS(f.events.came.size(), 2 * tunnel::window);
}

CAF_TEST(what a full socket does not take waits and is told once written) {
  fixture f;
  const auto all = pattern(8 * tunnel::window);
  f.tested->start(f.events);
  f.near->read_on(false);
  f.tested->push(all);
  f.settle();
  CAF_CHECK_GREATER(f.tested->queued_bytes(), 0u);
  CAF_CHECK_EQUAL(f.events.written + f.tested->queued_bytes(), all.size());
  f.tested->push("more");
  f.near->read_on(true);
  f.settle();
  CAF_CHECK(f.peer.came == all + "more");
  CAF_CHECK_EQUAL(f.tested->queued_bytes(), 0u);
  CAF_CHECK_EQUAL(f.events.written, all.size() + 4);
}

CAF_TEST(bytes that others pushed before do not count as written) {
  fixture f;
  auto ends = make_socket_pair();
  CAF_REQUIRE(ends);
  ends->near->attach(f.thread, nullptr);
  ends->near->push(messages::make_bytes({pattern(4 * tunnel::window)}));
  tunnel::retire(std::move(f.tested));
  f.tested = std::make_unique<tunnel>(f.thread, std::move(ends->near));
  f.tested->start(f.events);
  f.tested->push("22");
  f.turn(2);
  CAF_CHECK_EQUAL(f.events.written, 0u);
  ends->far->attach(f.thread, &f.peer);
  f.settle();
  CAF_CHECK_EQUAL(f.events.written, 2u);
  stream::retire(std::move(ends->far));
}

CAF_TEST(nothing is written untold whichever becomes dirty first) {
  fixture f;
  f.tested->start(f.events);
  f.near->read_on(false);
  f.tested->push(pattern(4 * tunnel::window));
  f.settle();
  f.near->read_on(true);
  f.events.last = "b";
  // Dirty before the socket has room, and again right when it has.
  while (!f.events.last.empty()) {
    f.tested->push("a");
    f.turn();
  }
  f.settle();
  CAF_CHECK_EQUAL(f.peer.came.back(), 'b');
  CAF_CHECK_EQUAL(f.events.written, f.peer.came.size());
}

CAF_TEST(the end of the socket is told once and nothing goes on after) {
  fixture f;
  f.tested->start(f.events);
  f.write("bye");
  f.near->flush();
  stream::retire(std::move(f.near));
  f.turn(3);
  CAF_CHECK_EQUAL(f.events.came, "bye");
  CAF_CHECK_EQUAL(f.events.trace, "bytes;end;");
  f.tested->push("too late");
  f.tested->confirm(3);
  CAF_CHECK_EQUAL(f.tested->queued_bytes(), 0u);
  f.tested->close();
  f.turn(2);
  CAF_CHECK_EQUAL(f.events.written, 0u);
}

CAF_TEST(the end is noticed even while the window is full) {
  fixture f;
  f.tested->start(f.events);
  f.write(pattern(8 * tunnel::window));
  f.settle();
  stream::retire(std::move(f.near));
  f.settle();
  CAF_CHECK(f.events.trace.ends_with("end;"));
}

CAF_TEST(closing writes what is queued and then ends) {
  fixture f;
  const auto all = pattern(4 * tunnel::window);
  f.tested->start(f.events);
  f.tested->push(all);
  f.tested->close();
  tunnel::retire(std::move(f.tested));
  f.write("nobody listens");
  f.settle();
  CAF_CHECK(f.peer.came == all);
  CAF_CHECK(f.peer.ended);
  CAF_CHECK_EQUAL(f.events.trace, "");
  CAF_CHECK_EQUAL(f.events.written, 0u);
}

CAF_TEST(one that is told may close or retire the tunnel at once) {
  for (const bool close_first : {true, false}) {
    fixture f;
    f.events.then = [&](tunnel& from) {
      if (close_first)
        from.close();
      tunnel::retire(std::move(f.tested));
    };
    f.tested->start(f.events, "glued");
    f.tested->push("an answer");
    f.write("more");
    f.settle();
    CAF_CHECK_EQUAL(f.events.came, "glued");
    CAF_CHECK_EQUAL(f.events.trace, "bytes;");
    CAF_CHECK_EQUAL(f.peer.came, "an answer");
    f.turn(2);
    CAF_CHECK(f.peer.ended);
  }
}

CAF_TEST(one that retires with bytes on their way tells nobody of them) {
  fixture f;
  f.tested->start(f.events);
  f.write("unheard");
  f.near->flush();
  f.tested->push("unanswered");
  tunnel::retire(std::move(f.tested));
  const auto before = stream::alive();
  f.turn();
  CAF_CHECK_EQUAL(f.events.trace, "");
  CAF_CHECK_EQUAL(f.events.written, 0u);
  CAF_CHECK_EQUAL(stream::alive(), before - 1);
}

CAF_TEST(one that never started ends like any other) {
  const auto before = stream::alive();
  {
    fixture f;
    tunnel::retire(std::move(f.tested));
    f.turn();
    CAF_CHECK_EQUAL(stream::alive(), before + 1);
  }
  CAF_CHECK_EQUAL(stream::alive(), before);
}
