#include "actors/hosting/faults.hpp"

#include <stdexcept>

namespace troupe::actors {

std::atomic<const char*> armed_fault{nullptr};

void throw_fault() {
  throw std::runtime_error{"a fault on demand"};
}

} // namespace troupe::actors
