#include "bench/load/figures.hpp"
#include "bench/load/scenario.hpp"

namespace troupe::bench {

namespace {

/// Clients that only listen; the driver answers the pings.
class idle : public scenario {
public:
  explicit idle(const bench_thread& with) noexcept
    : measured_{with.measured} {}

  void on_event(client&, std::string_view) override {
    measured_.counted.add(count::other);
  }
  void on_ack(client&, std::uint32_t, bool) override {
    measured_.counted.add(count::other);
  }
  void on_gone(client&, bool) override {}

private:
  figures& measured_;
};

} // namespace

std::unique_ptr<scenario> make_idle(const bench_thread& with) {
  return std::make_unique<idle>(with);
}

} // namespace troupe::bench
