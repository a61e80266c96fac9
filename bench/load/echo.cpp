#include "bench/load/driver.hpp"
#include "bench/load/pace.hpp"
#include "bench/load/scenario.hpp"

namespace troupe::bench {

namespace {

/// Clients that ask and wait for the answer, one request at a time each.
class echo : public scenario {
public:
  explicit echo(const bench_thread& with) noexcept
    : with_{with}
    , first_{with.run.first_client(with.worker)}
    , end_{with.run.first_client(with.worker + 1)} {}

  void on_event(client&, std::string_view) override {
    with_.measured.counted.add(count::other);
  }

  void on_ack(client& to, std::uint32_t id, bool valid) override {
    if (id != to.ack || !valid || to.since == 0) {
      with_.measured.counted.add(count::bad_acks);
      return;
    }
    with_.measured.counted.add(count::acks);
    if (with_.measured.measuring)
      with_.measured.spent.latency.add(with_.measured.now - to.since);
    to.since = 0;
    const bool again = !with_.run.chosen.open_loop() &&
                       with_.run.publishing.load(std::memory_order_relaxed);
    if (again)
      ask(to, with_.measured.now);
  }

  void on_gone(client&, bool) override {}

  void publish(std::uint64_t now) override {
    if (!begun_)
      begin(now);
    for (std::uint32_t i = 0; i < sends_at_once && pace_.due(now); ++i) {
      auto& next = with_.run.clients[first_ + pace_.taken() % (end_ - first_)];
      // Late if we are: what waited here counts too.
      ask_unless_busy(next, pace_.next());
      pace_.take();
    }
  }

  std::uint64_t wait(std::uint64_t now) const override {
    if (!pace_.running())
      return scenario::wait(now);
    return pace_.next() > now ? pace_.next() - now : 0;
  }

private:
  void begin(std::uint64_t now) {
    begun_ = true;
    const auto& chosen = with_.run.chosen;
    if (chosen.open_loop())
      pace_ = {chosen.rate * (end_ - first_) / chosen.clients, now};
    for (auto i = first_; i < end_; ++i) {
      auto& one = with_.run.clients[i];
      one.since = 0;
      if (!chosen.open_loop() && one.at == stage::up)
        ask(one, now_ns());
    }
  }

  void ask_unless_busy(client& from, std::uint64_t intended) {
    if (from.at != stage::up)
      return;
    if (from.since == 0)
      ask(from, intended);
    else
      with_.measured.counted.add(count::skipped);
  }

  void ask(client& from, std::uint64_t stamp) {
    with_.run.packets.write_echo(packet_, ++from.ack);
    from.since = stamp;
    with_.measured.counted.add(count::asked);
    with_.clients.send(from, packet_);
  }

  bench_thread with_;
  std::uint32_t first_;
  std::uint32_t end_;
  bool begun_ = false;
  pace pace_;
  std::string packet_;
};

} // namespace

std::unique_ptr<scenario> make_echo(const bench_thread& with) {
  return std::make_unique<echo>(with);
}

} // namespace troupe::bench
