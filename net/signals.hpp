#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

namespace troupe::net {

/// Waits for signals in the thread that asks, so that what they cause runs as
/// ordinary code.
class signals {
public:
  signals();
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  /// From here on these do nothing but what `wait` makes of them.
  void watch(std::initializer_list<int> numbers);
  /// Calls `on_signal` with each signal's number until it returns false or
  /// `stop` is called.
  void wait(const std::function<bool(int)>& on_signal);
  /// Makes `wait` return, now or as soon as it is called. Any thread.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::net
