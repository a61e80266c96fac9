#include "bench/load/delivery.hpp"
#include "bench/load/driver.hpp"
#include "bench/load/pace.hpp"
#include "bench/load/scenario.hpp"

#include <vector>

namespace troupe::bench {

namespace {

/// Without any completed message for so long a publisher of a closed loop sends
/// another one, so that a loss does not end the run.
constexpr std::uint64_t stall_patience = 3 * ns_per_second;
constexpr std::uint64_t stall_check_interval = ns_per_second / 5;

/// Members of rooms of which some send to all of theirs.
class broadcast : public scenario {
public:
  explicit broadcast(const bench_thread& with)
    : with_{with}
    , desk_{with.run, with.measured}
    , alone_{with.run.chosen.threads == 1} {
    const auto& all = with.run.publishers;
    for (std::uint32_t i = 0; i < all.size(); ++i)
      if (all[i]->worker == with.worker)
        own_.push_back(i);
  }

  void on_event(client& to, std::string_view packet) override {
    const auto got = desk_.take(to, packet);
    if (!got.from)
      return;
    const auto arrived = got.from->arrived.add(got.mark.sequence, alone_);
    if (arrived == audience(to.room))
      complete(*got.from, got);
  }
  void on_ack(client&, std::uint32_t, bool) override {
    with_.measured.counted.add(count::other);
  }
  void on_gone(client&, bool) override {}

  void publish(std::uint64_t now) override {
    if (own_.empty())
      return;
    if (!begun_)
      begin(now);
    else if (pace_.running())
      send_due(now);
    else
      send_credits(now);
  }
  void stop() override { credits_.clear(); }

  std::uint64_t wait(std::uint64_t now) const override {
    if (!credits_.empty())
      return 0;
    if (!pace_.running())
      return scenario::wait(now);
    return pace_.next() > now ? pace_.next() - now : 0;
  }

private:
  /// How many are to get a message of this room.
  std::uint32_t audience(std::uint32_t room) const noexcept {
    const auto members =
      with_.run.members[room].load(std::memory_order_relaxed);
    return members - (with_.run.chosen.exclude_sender ? 1 : 0);
  }

  void begin(std::uint64_t now) {
    begun_ = true;
    const auto& chosen = with_.run.chosen;
    if (chosen.open_loop()) {
      const auto share = static_cast<double>(own_.size()) /
                         static_cast<double>(with_.run.publishers.size());
      pace_ = {chosen.rate * share, now};
      send_due(now);
      return;
    }
    for (std::uint32_t i = 0; i < chosen.window; ++i)
      for (const auto index : own_)
        send(index, now_ns());
  }

  /// Stamps are the intended times: a server that stalls, or a generator that
  /// is late, is not flattered.
  void send_due(std::uint64_t now) {
    for (std::uint32_t i = 0; i < sends_at_once && pace_.due(now); ++i) {
      send(own_[pace_.taken() % own_.size()], pace_.next());
      pace_.take();
    }
  }

  void send_credits(std::uint64_t now) {
    if (!alone_)
      for (const auto index : own_) {
        auto credits = with_.run.publishers[index]->credits.exchange(
          0, std::memory_order_acquire);
        credits_.insert(credits_.end(), credits, index);
      }
    for (const auto index : credits_)
      send(index, now_ns());
    credits_.clear();
    if (now - stalls_checked_ > stall_check_interval)
      check_stalls(now);
  }

  void check_stalls(std::uint64_t now) {
    stalls_checked_ = now;
    for (const auto index : own_) {
      const auto& stalled = *with_.run.publishers[index];
      if (stalled.last_sent + stall_patience >= now)
        continue;
      if (with_.run.clients[stalled.client].at != stage::up)
        continue;
      with_.measured.counted.add(count::stalls);
      send(index, now);
    }
  }

  void send(std::uint32_t index, std::uint64_t stamp) {
    auto& from = *with_.run.publishers[index];
    auto& sender = with_.run.clients[from.client];
    if (sender.at != stage::up)
      return;
    const auto members = audience(from.room);
    from.arrived.begin(++from.sequence);
    from.last_sent = with_.measured.now;
    with_.measured.counted.add(count::published);
    with_.measured.counted.add(count::expected, members);
    const marker mark{index, from.sequence, stamp - with_.run.began};
    with_.run.packets.write_message(packet_, mark, from.room);
    with_.clients.send(sender, packet_);
  }

  void complete(publisher& from, const delivery& last) {
    if (with_.measured.measuring)
      with_.measured.spent.fanout.add(with_.measured.now - last.sent);
    with_.measured.counted.add(count::completed);
    if (with_.run.chosen.open_loop())
      return;
    if (from.worker == with_.worker) {
      credits_.push_back(last.mark.publisher);
      return;
    }
    from.credits.fetch_add(1, std::memory_order_release);
    with_.run.wake(from.worker);
  }

  bench_thread with_;
  delivery_desk desk_;
  bool alone_; // the only thread
  std::vector<std::uint32_t> own_;
  std::vector<std::uint32_t> credits_; // whose message has been completed
  bool begun_ = false;
  pace pace_;
  std::uint64_t stalls_checked_ = 0;
  std::string packet_;
};

} // namespace

std::unique_ptr<scenario> make_broadcast(const bench_thread& with) {
  return std::make_unique<broadcast>(with);
}

} // namespace troupe::bench
