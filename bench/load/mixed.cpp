#include "bench/load/delivery.hpp"
#include "bench/load/driver.hpp"
#include "bench/load/pace.hpp"
#include "bench/load/random.hpp"
#include "bench/load/scenario.hpp"

#include <algorithm>
#include <vector>

namespace troupe::bench {

namespace {

constexpr std::uint32_t message_percent = 70;
constexpr std::uint32_t echo_percent = 20; // the rest leaves and comes back

/// What a client waits for.
enum class task : std::uint8_t { none, message, echo, reconnect };

struct work {
  task current = task::none;
  std::uint64_t since = 0;
};

/// Clients of which each does one thing after the other, at random. Every one
/// publishes to its room; a message is done when it is back at its sender.
class mixed : public scenario {
public:
  explicit mixed(const bench_thread& with)
    : with_{with}
    , desk_{with.run, with.measured}
    , first_{with.run.first_client(with.worker)}
    , work_(with.run.first_client(with.worker + 1) - first_)
    , patience_{to_ns(with.run.chosen.timeout)} {}

  void on_up(client& to) override {
    if (of(to).current != task::reconnect)
      return;
    if (to.last_seen)
      std::fill_n(to.last_seen, room_size(to.room), any_sequence);
    finish(to, count::rejoined, with_.measured.spent.reconnect);
  }

  void on_event(client& to, std::string_view packet) override {
    const auto got = desk_.take(to, packet);
    const bool own = got.from && got.mark.publisher == to.id &&
                     got.mark.sequence == got.from->sequence;
    if (own && of(to).current == task::message)
      finish(to, count::said, with_.measured.spent.own);
  }

  void on_ack(client& to, std::uint32_t id, bool valid) override {
    if (id != to.ack || !valid || of(to).current != task::echo)
      with_.measured.counted.add(count::bad_acks);
    else
      finish(to, count::acks, with_.measured.spent.echo);
  }

  void on_gone(client& gone, bool left) override {
    if (left)
      with_.dials.add(gone.id);
    else
      of(gone).current = task::none;
  }

  void publish(std::uint64_t now) override {
    if (!begun_)
      begin(now);
    if (!pace_.running()) {
      for (const auto id : free_)
        start(with_.run.clients[id], now_ns());
      free_.clear();
      return;
    }
    for (std::uint32_t i = 0; i < sends_at_once && pace_.due(now); ++i) {
      start_unless_busy(pace_.taken() % work_.size(), pace_.next());
      pace_.take();
    }
  }
  void stop() override { free_.clear(); }

  std::uint64_t wait(std::uint64_t now) const override {
    if (!free_.empty())
      return 0;
    if (!pace_.running())
      return scenario::wait(now);
    return pace_.next() > now ? pace_.next() - now : 0;
  }

  /// Gives up what is not answered; it shows as a stall and, if it was a
  /// message, as a loss.
  void sweep(std::uint64_t now) override {
    for (std::size_t i = 0; i < work_.size(); ++i) {
      auto& done = work_[i];
      const bool waits =
        done.current == task::message || done.current == task::echo;
      if (!waits || done.since + patience_ > now)
        continue;
      with_.measured.counted.add(count::stalls);
      release(static_cast<std::uint32_t>(i));
    }
  }

private:
  work& of(const client& one) noexcept { return work_[one.id - first_]; }

  std::uint32_t room_size(std::uint32_t room) const noexcept {
    const auto& chosen = with_.run.chosen;
    return chosen.clients / chosen.rooms +
           (room < chosen.clients % chosen.rooms ? 1 : 0);
  }

  void begin(std::uint64_t now) {
    begun_ = true;
    const auto& chosen = with_.run.chosen;
    if (chosen.open_loop())
      pace_ = {
        chosen.rate * static_cast<double>(work_.size()) / chosen.clients, now};
    else
      for (std::uint32_t i = 0; i < work_.size(); ++i)
        free_.push_back(first_ + i);
  }

  void start_unless_busy(std::size_t i, std::uint64_t intended) {
    if (work_[i].current == task::none)
      start(with_.run.clients[first_ + i], intended);
    else
      with_.measured.counted.add(count::skipped);
  }

  void start(client& from, std::uint64_t stamp) {
    if (from.at != stage::up)
      return;
    const auto drawn = random_bits() % 100;
    auto& begun = of(from);
    begun.since = stamp;
    if (drawn < message_percent) {
      begun.current = task::message;
      say(from, stamp);
    } else if (drawn < message_percent + echo_percent) {
      begun.current = task::echo;
      with_.run.packets.write_echo(packet_, ++from.ack);
      with_.measured.counted.add(count::asked);
      with_.clients.send(from, packet_);
    } else {
      begun.current = task::reconnect;
      with_.clients.leave(from);
    }
  }

  void say(client& from, std::uint64_t stamp) {
    auto& as = *with_.run.publishers[from.id];
    as.last_sent = with_.measured.now;
    with_.measured.counted.add(count::published);
    const marker mark{from.id, ++as.sequence, stamp - with_.run.began};
    with_.run.packets.write_message(packet_, mark, from.room);
    with_.clients.send(from, packet_);
  }

  void finish(client& by, count what, histogram& spent) {
    with_.measured.counted.add(what);
    if (with_.measured.measuring)
      spent.add(with_.measured.now - of(by).since);
    release(by.id - first_);
  }

  void release(std::uint32_t i) {
    work_[i].current = task::none;
    if (begun_ && !pace_.running())
      free_.push_back(first_ + i);
  }

  bench_thread with_;
  delivery_desk desk_;
  std::uint32_t first_;
  std::vector<work> work_;          // of the clients from first_ on
  std::vector<std::uint32_t> free_; // who begins something next
  std::uint64_t patience_;
  bool begun_ = false;
  pace pace_;
  std::string packet_;
};

} // namespace

std::unique_ptr<scenario> make_mixed(const bench_thread& with) {
  return std::make_unique<mixed>(with);
}

} // namespace troupe::bench
