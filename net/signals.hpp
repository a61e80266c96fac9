#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

namespace troupe::net {

/// Waits for signals in the thread that asks, so that what they cause runs as
/// ordinary code.
class signals {
public:
  explicit signals(std::initializer_list<int> numbers);
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  /// Calls `on_signal` with each signal's number until it returns false or
  /// `stop` is called.
  void wait(const std::function<bool(int)>& on_signal);
  /// Makes `wait` return. Any thread.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::net
