#pragma once

#include "actors/hosting/activity.hpp"
#include "actors/hosting/faults.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"
#include "messages/tree.hpp"

#include <algorithm>
#include <caf/actor_config.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/local_actor.hpp>
#include <caf/scheduled_actor.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace troupe::actors {

/// The text of what an actor threw.
std::string describe_exception(const std::exception_ptr& thrown);

/// True if an actor that ended so has not crashed.
inline bool ended_well(const caf::error& reason) {
  return !reason || reason == caf::exit_reason::user_shutdown ||
         reason == caf::exit_reason::normal;
}

/// Writes an actor's life to the log, and knows how full its mailbox has been
/// and how busy it is. Goes under every actor: CAF's own tracing is compiled
/// out in Debian.
/// `Activity` is `shared_activity` for actors of which there are many.
template <class Base, class Activity = activity>
class traced : public Base {
public:
  template <class... Ts>
  explicit traced(caf::actor_config& config, Ts&&... xs)
    : Base{config, std::forward<Ts>(xs)...}
    , parent_{config.parent ? config.parent->id() : 0}
    , born_{std::chrono::steady_clock::now()} {
    this->set_default_handler(
      [](caf::scheduled_actor* self, caf::message_view& what) {
        log::error(
          "actors", "message-unexpected",
          {{"kind", self->name()}, {"actor_id", self->id()}});
        return caf::drop(self, what);
      });
    this->set_exception_handler([this](std::exception_ptr& thrown) {
      log::error(
        "actors", "actor-crashed",
        {{"kind", this->name()},
         {"actor_id", this->id()},
         {"err", describe_exception(thrown)}});
      return caf::error{caf::exit_reason::unhandled_exception};
    });
  }

  void launch(caf::execution_unit* on, bool lazy, bool hide) override {
    log::debug(
      "actors", "actor-spawned",
      {{"kind", this->name()},
       {"actor_id", this->id()},
       {"parent_id", parent_}});
    kind_ = metrics::kind_of(this->name());
    metrics::actors.change(1, kind_);
    launched_ = true;
    Base::launch(on, lazy, hide);
  }

  bool cleanup(caf::error&& reason, caf::execution_unit* on) override {
    if (log::enabled(log::level::debug)) {
      const std::chrono::duration<double, std::milli> lived =
        std::chrono::steady_clock::now() - born_;
      log::debug(
        "actors", "actor-exited",
        {{"kind", this->name()},
         {"actor_id", this->id()},
         {"reason", reason ? this->system().render(reason) : "normal"},
         {"uptime_ms", lived.count()},
         {"mailbox_highest", highest_}});
    }
    if (std::exchange(launched_, false)) {
      metrics::actors.change(-1, kind_);
      note_waiting(0);
    }
    return Base::cleanup(std::move(reason), on);
  }

  caf::resumable::resume_result
  resume(caf::execution_unit* on, std::size_t max) override {
    const auto found = mailbox_now();
    highest_ = std::max(highest_, found);
    note_waiting(found > 0 ? found - 1 : 0); // one is about to be handled
    const auto result = Base::resume(on, max);
    if (result == caf::resumable::awaiting_message)
      note_waiting(0);
    return result;
  }

  using Base::consume;
  /// Every message comes by here, also what an actor tells itself at once.
  caf::invoke_message_result consume(caf::mailbox_element& what) override {
    if (fault_due(this->name())) {
      this->current_element_ = &what; // as if a handler threw
      throw_fault();
    }
    if (!work_.begin())
      return Base::consume(what);
    const auto before = std::chrono::steady_clock::now();
    const auto result = Base::consume(what);
    work_.took(std::chrono::steady_clock::now() - before);
    return result;
  }

protected:
  /// CAF counts by taking what has come out of the inbox. One that is closed,
  /// of an actor that ended while it was on the run queue, it takes apart.
  std::uint64_t mailbox_now() {
    return this->mailbox().closed() ? 0 : this->mailbox().size();
  }

  /// What operators see of it.
  messages::tree_node portrait(std::string name) {
    const auto now = std::chrono::steady_clock::now();
    const auto lately = work_.look(now);
    messages::tree_node self;
    self.kind = this->name();
    self.name = std::move(name);
    self.mailbox = mailbox_now();
    self.mailbox_highest = highest_;
    self.age_ms = age_ms(now);
    self.handled = work_.handled();
    self.per_second = lately.per_second;
    self.p50_us = lately.p50_us;
    self.p99_us = lately.p99_us;
    return self;
  }
  std::uint64_t age_ms(std::chrono::steady_clock::time_point now) const {
    using std::chrono::milliseconds;
    return static_cast<std::uint64_t>(
      std::chrono::duration_cast<milliseconds>(now - born_).count());
  }

  Activity& work() noexcept { return work_; }

private:
  void note_waiting(std::uint64_t now) noexcept {
    const auto before =
      std::exchange(waiting_, static_cast<std::uint32_t>(now));
    if (before != waiting_)
      metrics::actor_mailboxes.change(
        std::int64_t{waiting_} - std::int64_t{before}, kind_);
  }

  caf::actor_id parent_;
  std::chrono::steady_clock::time_point born_;
  std::uint64_t highest_ = 0;
  std::uint32_t waiting_ = 0; ///< as the metrics have it
  metrics::actor_kind kind_ = metrics::actor_kind::other;
  bool launched_ = false;
  Activity work_;
};

} // namespace troupe::actors
