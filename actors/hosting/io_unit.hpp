#pragma once

#include "actors/hosting/activity.hpp"
#include "net/io_thread.hpp"

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

namespace troupe::actors {

/// Makes an I/O thread a place where CAF actors run.
///
/// Must outlive the actor system: the system's clock may still hand over a
/// late timeout. Jobs that come after the thread has ended are given up.
class io_unit final : public caf::execution_unit, public net::job_runner {
public:
  io_unit(caf::actor_system& system, net::io_thread& thread);

  net::io_thread& thread() noexcept { return thread_; }
  /// Of all connections here; for the thread alone.
  activity& connections() noexcept { return connections_; }

  /// Runs `job` here if it is hosted, else on CAF's scheduler. Any thread.
  void exec_later(caf::resumable* job) override;

private:
  verdict run(void* job) override;
  void discard(void* job) override;

  net::io_thread& thread_;
  activity connections_;
};

} // namespace troupe::actors
