#define CAF_SUITE net.out_queue

#include "net/out_queue.hpp"

#include "net/stream.hpp"

#include "tests/support/test.hpp"

#include <algorithm>

using namespace troupe::net;
using troupe::messages::make_bytes;
using troupe::messages::with_trace;

using std::string;

namespace {

/// What a queue of `a`, `bcd`, `` and `ef` still has to write.
struct four {
  four() {
    for (std::string_view bytes : {"a", "bcd", "", "ef"})
      queue.push(make_bytes({bytes}));
  }
  string rest() const {
    string out;
    for (auto i = queue.head; i < queue.frames.size(); ++i) {
      const auto wire = queue.frames[i]->wire();
      out += wire.substr(i == queue.head ? queue.offset : 0);
    }
    return out;
  }
  out_queue queue;
};

} // namespace

CAF_TEST(bytes are counted off in whatever portions they are written) {
  const string all = "abcdef";
  for (std::size_t portion = 1; portion <= all.size(); ++portion) {
    four frames;
    CAF_CHECK_EQUAL(frames.queue.waiting(), 4u);
    std::size_t done = 0;
    while (done < all.size()) {
      CAF_CHECK(!frames.queue.empty());
      const auto n = std::min(portion, all.size() - done);
      frames.queue.written(n);
      done += n;
      CAF_CHECK_EQUAL(frames.rest(), all.substr(done));
      CAF_CHECK_EQUAL(frames.queue.bytes, all.size() - done);
    }
    CAF_CHECK(frames.queue.empty());
    CAF_CHECK_EQUAL(frames.queue.waiting(), 0u);
  }
}

CAF_TEST(a frame is let go of as soon as it is written) {
  out_queue queue;
  const auto frame = make_bytes({"abc"});
  queue.push(frame);
  queue.push(make_bytes({"d"}));
  queue.written(2);
  CAF_CHECK(queue.frames[0] == frame);
  CAF_CHECK_EQUAL(queue.head, 0u);
  CAF_CHECK_EQUAL(queue.offset, 2u);
  queue.written(1);
  CAF_CHECK(queue.frames[0] == nullptr);
  CAF_CHECK_EQUAL(queue.waiting(), 1u);
  CAF_CHECK_EQUAL(queue.offset, 0u);
}

CAF_TEST(writing nothing changes nothing) {
  four frames;
  frames.queue.written(0);
  CAF_CHECK_EQUAL(frames.rest(), "abcdef");
  frames.queue.written(2);
  frames.queue.written(0);
  CAF_CHECK_EQUAL(frames.rest(), "cdef");
}

CAF_TEST(a cleared queue starts anew) {
  four frames;
  frames.queue.written(2);
  frames.queue.clear();
  CAF_CHECK(frames.queue.empty());
  CAF_CHECK_EQUAL(frames.queue.bytes, 0u);
  frames.queue.push(make_bytes({"new"}));
  CAF_CHECK_EQUAL(frames.rest(), "new");
  CAF_CHECK_EQUAL(frames.queue.bytes, 3u);
}

CAF_TEST(of traced frames it tells that they are written) {
  struct recorder final : stream_events {
    void on_bytes(std::span<char>) override {}
    void on_end(std::string_view) override {}
    void on_traced(std::uint64_t trace, bool written) override {
      told += (written ? "+" : "-") + std::to_string(trace);
    }
    string told;
  } events;
  using names = std::vector<std::uint64_t>;
  stream_events* tell = &events;
  out_queue queue;
  queue.tell = &tell;
  for (std::uint64_t trace : {1U, 0U, 2U, 3U})
    queue.push(with_trace(make_bytes({"abc"}), trace));
  queue.written(2);
  CAF_CHECK_EQUAL(events.told, "");
  CAF_CHECK((queue.waiting_traced() == names{1, 2, 3}));
  queue.written(7);
  CAF_CHECK_EQUAL(events.told, "+1+2");
  CAF_CHECK((queue.waiting_traced() == names{3}));
  tell = nullptr;
  queue.written(3);
  CAF_CHECK_EQUAL(events.told, "+1+2");
  CAF_CHECK(queue.empty() && queue.waiting_traced().empty());
}

CAF_TEST(what has been written is counted once and without others) {
  using steps = std::vector<std::string>;
  // `p4`, `o4`: a packet, something else of so many bytes is pushed; `w4`: so
  // many bytes are written; `t2/8`: two packets, eight bytes, are counted.
  const steps cases[] = {
    {"p4", "t0/0", "w4", "t1/4", "t0/0", "p2", "w2", "t1/2"},
    {"p4", "p3", "w7", "t2/7"},
    {"p4", "p3", "w5", "t1/5", "w1", "t0/1", "w1", "t1/1"},
    {"o9", "p4", "w13", "t1/4", "t0/0"},
    {"p4", "o9", "p2", "w15", "t2/6"},
    {"o9", "w9", "t0/0"},
    {"p4", "w4", "t1/4", "o2", "p1", "w3", "t1/1"},
  };
  for (const auto& script : cases) {
    out_queue queue;
    for (const auto& step : script) {
      const auto number = std::stoul(step.substr(1));
      if (step[0] == 'w')
        queue.written(number);
      else if (step[0] == 't') {
        const auto now = queue.take_packets();
        CAF_CHECK_EQUAL(
          't' + std::to_string(now.packets) + '/' + std::to_string(now.bytes),
          step);
      } else
        queue.push(make_bytes({string(number, 'x')}));
      if (step[0] == 'o')
        queue.discount_last();
    }
  }
}

CAF_TEST(of a queue that is given up only what is known counts) {
  out_queue pure;
  pure.push(make_bytes({"abc"}));
  pure.push(make_bytes({"de"}));
  pure.written(4);
  pure.give_up_counting();
  const auto known = pure.take_packets();
  CAF_CHECK_EQUAL(known.packets, 1u);
  CAF_CHECK_EQUAL(known.bytes, 4u);
  out_queue mixed;
  mixed.push(make_bytes({"abc"}));
  mixed.discount_last();
  mixed.push(make_bytes({"de"}));
  mixed.written(4);
  mixed.give_up_counting();
  CAF_CHECK_EQUAL(mixed.take_packets().packets, 0u);
}
