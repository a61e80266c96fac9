#pragma once

#include "actors/hosting/io_unit.hpp"
#include "net/thread_pulse.hpp"

#include <caf/actor_config.hpp>
#include <caf/local_actor.hpp>
#include <caf/scheduled_actor.hpp>

namespace troupe::actors {

/// An actor that lives on an I/O thread, as CAF's brokers live on their
/// multiplexer. Without a unit it is scheduled as any other actor (tests).
template <class Base>
class hosted : public Base {
public:
  hosted(caf::actor_config& config, io_unit* unit)
    : Base{config}
    , unit_{unit} {}

  using Base::enqueue;
  void
  enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) override {
    caf::scheduled_actor::enqueue(std::move(what), unit_ ? unit_ : from);
  }
  void launch(caf::execution_unit* on, bool lazy, bool hide) override {
    Base::launch(unit_ ? unit_ : on, lazy, hide);
  }
  caf::resumable::resume_result
  resume(caf::execution_unit* on, std::size_t most) override {
    if (unit_)
      unit_->thread().pulse().begins(this->name());
    return Base::resume(on, most);
  }
  caf::resumable::subtype_t subtype() const override {
    return unit_ ? caf::resumable::io_actor : Base::subtype();
  }

protected:
  io_unit* unit() const noexcept { return unit_; }

private:
  io_unit* unit_;
};

/// Spawns a hosted actor of class `T`; from any thread.
template <
  class T, caf::spawn_options Options = caf::no_spawn_options, class... Ts>
auto spawn_on(
  caf::actor_system& system, io_unit* unit, caf::local_actor* parent,
  Ts&&... xs) {
  caf::actor_config config{unit, parent};
  return system.spawn_class<T, Options>(config, unit, std::forward<Ts>(xs)...);
}

} // namespace troupe::actors
