#include "actors/hosting/io_unit.hpp"

#include <caf/intrusive_ptr.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace troupe::actors {

namespace {

/// A busy actor gives way after so many messages.
constexpr std::size_t messages_per_run = 64;

} // namespace

io_unit::io_unit(caf::actor_system& system, net::io_thread& thread)
  : caf::execution_unit{&system}
  , thread_{thread} {
  thread.set_runner(this);
}

void io_unit::exec_later(caf::resumable* job) {
  if (job->subtype() == caf::resumable::io_actor)
    thread_.submit(job);
  else
    system().scheduler().enqueue(job);
}

net::job_runner::verdict io_unit::run(void* job) {
  auto* actor = static_cast<caf::resumable*>(job);
  switch (actor->resume(this, messages_per_run)) {
  case caf::resumable::resume_later:
    return verdict::again;
  case caf::resumable::shutdown_execution_unit:
    return verdict::done;
  default:
    caf::intrusive_ptr_release(actor);
    return verdict::done;
  }
}

void io_unit::discard(void* job) {
  caf::scheduler::abstract_coordinator::cleanup_and_release(
    static_cast<caf::resumable*>(job));
}

} // namespace troupe::actors
