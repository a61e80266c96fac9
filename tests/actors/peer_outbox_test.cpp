#define CAF_SUITE actors.peer_outbox

#include "actors/cluster/peer_outbox.hpp"

#include "tests/support/test.hpp"

#include <memory>
#include <random>

using troupe::actors::peer_outbox;
using troupe::actors::record_ptr;

using std::string;

namespace {

constexpr auto batch_size = peer_outbox::batch_size;
constexpr auto window = peer_outbox::window;

record_ptr record(std::size_t size, char filling = 'x') {
  return std::make_shared<const string>(size, filling);
}

/// How big the next batch is; 0 if there is none.
std::size_t take(peer_outbox& from) {
  const auto batch = from.take_batch();
  return batch ? batch->size() : 0;
}

} // namespace

CAF_TEST(records wait in the order in which they came) {
  peer_outbox out{1'000};
  CAF_CHECK(!out.take_batch());
  for (const char each : {'a', 'b', 'c'})
    CAF_CHECK(out.push(record(2, each)));
  CAF_CHECK_EQUAL(out.queued_bytes(), 6u);
  CAF_CHECK(out.take_batch() == "aabbcc");
  CAF_CHECK_EQUAL(out.queued_bytes(), 0u);
  CAF_CHECK(!out.take_batch());
}

CAF_TEST(a batch is no bigger than it may be but for one big record) {
  const struct {
    std::vector<std::size_t> records, batches;
  } cases[] = {
    {{batch_size}, {batch_size}},
    {{batch_size - 1, 1}, {batch_size}},
    {{batch_size - 1, 2, 1}, {batch_size - 1, 3}},
    {{batch_size, 1}, {batch_size, 1}},
    {{batch_size + 1, 1}, {batch_size + 1, 1}},
    {{1, batch_size + 1, 1}, {1, batch_size + 1, 1}},
    {{batch_size / 2, batch_size / 2, 1}, {batch_size, 1}},
    {{3 * window}, {3 * window}},
  };
  for (const auto& c : cases) {
    peer_outbox out{4 * window};
    for (const auto size : c.records)
      CAF_CHECK(out.push(record(size)));
    std::vector<std::size_t> batches;
    while (const auto size = take(out))
      batches.push_back(size);
    CAF_CHECK(batches == c.batches);
  }
}

CAF_TEST(no more is sent while the window is full) {
  peer_outbox out{4 * window};
  for (std::size_t all = 0; all < 2 * window; all += batch_size)
    CAF_CHECK(out.push(record(batch_size)));
  std::size_t sent = 0;
  while (const auto size = take(out))
    sent += size;
  CAF_CHECK_EQUAL(sent, window);
  CAF_CHECK_EQUAL(out.queued_bytes(), window);
  out.confirm(1);
  CAF_CHECK_EQUAL(take(out), batch_size);
  CAF_CHECK_EQUAL(take(out), 0u);
  out.confirm(batch_size); // still as much as the window on the way
  CAF_CHECK_EQUAL(take(out), 0u);
  out.confirm(batch_size + 1);
  CAF_CHECK_EQUAL(take(out), batch_size);
  out.confirm(window);
  while (const auto size = take(out))
    sent += size;
  CAF_CHECK_EQUAL(out.queued_bytes(), 0u);
}

CAF_TEST(more than the bound is too much) {
  peer_outbox out{10};
  CAF_CHECK(out.push(record(10)));
  CAF_CHECK_EQUAL(take(out), 10u); // what is on the way does not wait
  CAF_CHECK(out.push(record(4)));
  CAF_CHECK(out.push(record(6)));
  CAF_CHECK(!out.push(record(1)));
  CAF_CHECK(!peer_outbox{10}.push(record(11)));
  CAF_CHECK(peer_outbox{0}.push(record(0)));
  CAF_CHECK(!peer_outbox{0}.push(record(1)));
}

CAF_TEST(a confirmation never goes back nor beyond what was sent) {
  peer_outbox out{8 * window};
  const auto fill = [&out](std::size_t size) {
    CAF_CHECK(out.push(record(size)));
    return take(out);
  };
  CAF_CHECK_EQUAL(fill(window), window);
  out.confirm(5 * window); // as if it had got what was never sent
  CAF_CHECK(out.done());
  CAF_CHECK_EQUAL(fill(window), window);
  CAF_CHECK(!out.done());
  CAF_CHECK_EQUAL(fill(1), 0u);
  out.confirm(window + 1);
  out.confirm(0);
  CAF_CHECK_EQUAL(take(out), 1u);
}

CAF_TEST(it is done when all has been sent and confirmed) {
  peer_outbox out{1'000};
  CAF_CHECK(out.done());
  CAF_CHECK(out.push(record(5)));
  CAF_CHECK(!out.done());
  out.confirm(5);
  CAF_CHECK(!out.done());
  CAF_CHECK_EQUAL(take(out), 5u);
  CAF_CHECK(!out.done());
  out.confirm(4);
  CAF_CHECK(!out.done());
  out.confirm(5);
  CAF_CHECK(out.done());
}

CAF_TEST(whatever the order of events all arrives whole and in order) {
  std::mt19937 random{20'251'123};
  constexpr std::size_t bound = 6 * window;
  peer_outbox out{bound};
  std::deque<std::size_t> waiting; // their sizes
  std::size_t queued = 0, sent = 0, confirmed = 0, sent_batches = 0;
  for (int step = 0; step < 3'000; ++step) {
    const auto kind = random() % 4;
    if (kind < 2 && queued < 3 * window) {
      waiting.push_back(random() % (random() % 8 ? 50'000 : 700'000));
      queued += waiting.back();
      CAF_REQUIRE(out.push(record(waiting.back())));
    } else if (kind == 2) {
      confirmed += random() % (sent - confirmed + 1);
      out.confirm(confirmed);
    } else if (const auto batch = out.take_batch()) {
      CAF_REQUIRE(sent - confirmed < window);
      std::size_t left = batch->size(), records = 0;
      for (; left > 0 && !waiting.empty(); ++records) {
        CAF_REQUIRE(waiting.front() <= left);
        left -= waiting.front();
        waiting.pop_front();
      }
      CAF_REQUIRE_EQUAL(left, 0u);
      CAF_REQUIRE(batch->size() <= batch_size || records == 1);
      queued -= batch->size();
      sent += batch->size();
      ++sent_batches;
    } else {
      CAF_REQUIRE(waiting.empty() || sent - confirmed >= window);
    }
    CAF_REQUIRE_EQUAL(out.queued_bytes(), queued);
  }
  CAF_CHECK_GREATER(sent_batches, 100u);
}
