#pragma once

#include "actors/session/socket_handler.hpp"
#include "troupe/middleware.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

// Not for users: how middlewares follow each other.

namespace troupe::detail {

/// Runs steps one after the other in a socket's actor. Each gets a `next`, and
/// the one behind it runs when that is called: at once if within the step, else
/// as a task of that actor.
class chain final : public std::enable_shared_from_this<chain> {
public:
  using step = std::function<void(next)>;
  /// With null once all have let it pass, or with what the first one said that
  /// has not.
  using end = std::function<void(const connect_error*)>;

  chain(std::vector<step> steps, actors::task_runner runner, end done)
    : steps_{std::move(steps)}
    , runner_{std::move(runner)}
    , done_{std::move(done)} {}

  /// In the socket's actor.
  void run();
  /// Any thread.
  void answer(std::optional<connect_error> why);

private:
  std::vector<step> steps_;
  actors::task_runner runner_;
  end done_;
  std::size_t at_ = 0;
  std::thread::id home_; ///< of the step that is running
  bool running_ = false; ///< read on that thread alone
  bool answered_ = false;
  std::optional<connect_error> refused_;
};

} // namespace troupe::detail
