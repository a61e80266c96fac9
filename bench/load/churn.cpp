#include "bench/load/driver.hpp"
#include "bench/load/scenario.hpp"

namespace troupe::bench {

namespace {

/// Clients that come, go and come again.
class churn : public scenario {
public:
  explicit churn(const bench_thread& with) noexcept
    : with_{with} {}

  void on_up(client& to) override { with_.clients.leave(to); }
  void on_event(client&, std::string_view) override {
    with_.measured.counted.add(count::other);
  }
  void on_ack(client&, std::uint32_t, bool) override {
    with_.measured.counted.add(count::other);
  }
  void on_gone(client& gone, bool left) override {
    if (left) {
      with_.measured.counted.add(count::cycles);
      if (with_.measured.measuring)
        with_.measured.spent.latency.add(with_.measured.now - gone.since);
    }
    gone.at = stage::away;
    with_.dials.add(gone.id);
  }
  bool dials_in(phase now) const override { return now < phase::drain; }

private:
  bench_thread with_;
};

} // namespace

std::unique_ptr<scenario> make_churn(const bench_thread& with) {
  return std::make_unique<churn>(with);
}

} // namespace troupe::bench
