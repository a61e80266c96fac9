#include "tests/fuzz/allocation.hpp"

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace troupe::fuzz {

namespace {

thread_local std::ptrdiff_t held = 0;
thread_local std::ptrdiff_t most_held = 0;

void* count(void* made) {
  if (!made)
    std::abort(); // far beyond what any target may need
  held += static_cast<std::ptrdiff_t>(::malloc_usable_size(made));
  most_held = std::max(most_held, held);
  return made;
}

void give_back(void* memory) noexcept {
  if (memory)
    held -= static_cast<std::ptrdiff_t>(::malloc_usable_size(memory));
  std::free(memory);
}

std::size_t rounded(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return (size + step - 1) / step * step;
}

} // namespace

allocation::allocation() noexcept
  : before_{held} {
  most_held = held;
}

std::size_t allocation::peak() const noexcept {
  return static_cast<std::size_t>(std::max(most_held - before_, {}));
}

} // namespace troupe::fuzz

// The program's own, so that they count; a sanitizer still sees each of them,
// since malloc is its.
void* operator new(std::size_t size) {
  return troupe::fuzz::count(std::malloc(std::max<std::size_t>(size, 1)));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return troupe::fuzz::count(std::aligned_alloc(
    static_cast<std::size_t>(alignment),
    troupe::fuzz::rounded(size, alignment)));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return troupe::fuzz::count(std::malloc(std::max<std::size_t>(size, 1)));
}
void operator delete(void* memory) noexcept {
  troupe::fuzz::give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  troupe::fuzz::give_back(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  troupe::fuzz::give_back(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  troupe::fuzz::give_back(memory);
}
