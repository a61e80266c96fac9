#include "actors/hosting/faults.hpp"

#include <stdexcept>
#include <utility>

namespace troupe::actors {

std::atomic<const char*> armed_fault{nullptr};
std::atomic<const std::string*> armed_room{nullptr};

/// What was armed before is kept: a room may be looking at it. Tests arm a few
/// thousand.
void arm_room_fault(std::string name) {
  armed_room.store(new std::string{std::move(name)}, std::memory_order_release);
}

void throw_fault() {
  throw std::runtime_error{"a fault on demand"};
}

} // namespace troupe::actors
