#include "actors/hosting/faults.hpp"

#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace troupe::actors {

std::atomic<const char*> armed_fault{nullptr};
std::atomic<const std::string*> armed_room{nullptr};

/// What was armed before is kept: a room may be looking at it. Tests arm a few
/// thousand.
void arm_room_fault(std::string name) {
  static std::mutex guard;
  static std::deque<std::string> kept; // its elements stay where they are
  const std::lock_guard lock{guard};
  armed_room.store(
    &kept.emplace_back(std::move(name)), std::memory_order_release);
}

void throw_fault() {
  throw std::runtime_error{"a fault on demand"};
}

} // namespace troupe::actors
