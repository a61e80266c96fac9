#pragma once

#include <cstddef>
#include <new>

namespace troupe::net {

/// Memory for a handler that Asio is given again and again, one at a time: it
/// would else be allocated each time. Outlives the handler.
class handler_memory {
public:
  handler_memory() = default;
  handler_memory(const handler_memory&) = delete;
  handler_memory& operator=(const handler_memory&) = delete;

  void* take(std::size_t size) {
    if (taken_ || size > sizeof bytes_)
      return ::operator new(size);
    taken_ = true;
    return bytes_;
  }
  void give_back(void* memory) noexcept {
    if (memory == bytes_)
      taken_ = false;
    else
      ::operator delete(memory);
  }

private:
  alignas(std::max_align_t) std::byte bytes_[256];
  bool taken_ = false;
};

/// Allocates from a `handler_memory`: the associated allocator of a handler.
template <class T>
class handler_allocator {
public:
  using value_type = T;

  explicit handler_allocator(handler_memory& from) noexcept
    : from_{&from} {}
  template <class U>
  handler_allocator(const handler_allocator<U>& other) noexcept
    : from_{other.from_} {}

  T* allocate(std::size_t n) {
    return static_cast<T*>(from_->take(n * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t) noexcept { from_->give_back(memory); }

  template <class U>
  bool operator==(const handler_allocator<U>& other) const noexcept {
    return from_ == other.from_;
  }

private:
  template <class>
  friend class handler_allocator;

  handler_memory* from_;
};

} // namespace troupe::net
