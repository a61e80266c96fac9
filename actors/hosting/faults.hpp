#pragma once

#include <atomic>
#include <string>
#include <string_view>

// Faults on demand, for test programs: nothing in the server arms one.

namespace troupe::actors {

/// Which kind of actor shall fail next; null = none. A string literal.
extern std::atomic<const char*> armed_fault;

/// Has the next message to an actor of `kind` (its `name()`) throw, once.
/// Any thread.
inline void arm_fault(const char* kind) noexcept {
  armed_fault.store(kind, std::memory_order_relaxed);
}

/// True, once, if an actor of this kind shall fail now. Costs a load and a
/// branch.
inline bool fault_due(std::string_view kind) noexcept {
  const char* armed = armed_fault.load(std::memory_order_relaxed);
  return armed != nullptr && kind == armed &&
         armed_fault.compare_exchange_strong(armed, nullptr);
}

/// The name of a room that shall fail next; null = none.
extern std::atomic<const std::string*> armed_room;

/// Has the next message to the room `name`, of any namespace, throw, once. One
/// waits at a time. Any thread.
void arm_room_fault(std::string name);

/// As `fault_due`, for the room `name`.
inline bool room_fault_due(std::string_view name) noexcept {
  const auto* armed = armed_room.load(std::memory_order_acquire);
  return armed != nullptr && name == *armed &&
         armed_room.compare_exchange_strong(armed, nullptr);
}

[[noreturn]] void throw_fault();

} // namespace troupe::actors
