#pragma once

#include "net/io_thread.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace troupe::net {

/// Something that an I/O thread asks and goes on without: the answer comes now
/// or later, from any thread, and is told on the I/O thread.
///
/// The first answer counts. Who asked has to `forget` it, on the I/O thread,
/// before it ends; an answer that comes later is dropped.
template <class Answer>
class question : public std::enable_shared_from_this<question<Answer>> {
public:
  using told = std::function<void(Answer)>;

  question(io_thread& by, told then)
    : by_{by}
    , then_{std::move(then)} {}

  /// Any thread.
  void answer(Answer given) {
    const std::lock_guard hold{mutex_};
    if (answer_ || !then_)
      return;
    answer_ = std::move(given);
    if (waits_)
      by_.post([self = this->shared_from_this()] { self->tell(); });
  }

  /// Begins to wait; an answer that is there already is returned instead, and
  /// told no more. On the I/O thread, once.
  std::optional<Answer> wait() {
    const std::lock_guard hold{mutex_};
    waits_ = true;
    if (answer_)
      then_ = nullptr;
    return answer_;
  }

  /// Nobody wants to know any more. On the I/O thread.
  void forget() {
    const std::lock_guard hold{mutex_};
    then_ = nullptr;
  }

private:
  void tell() {
    told then;
    {
      const std::lock_guard hold{mutex_};
      then = std::exchange(then_, nullptr);
    }
    if (then)
      then(std::move(*answer_));
  }

  io_thread& by_; ///< valid as long as there is a `then_`
  std::mutex mutex_;
  told then_;
  std::optional<Answer> answer_;
  bool waits_ = false;
};

/// The right to answer a question, shared by all who may. The last one that
/// lets go of it without an answer has given the one for that case.
template <class Answer>
class answerer {
public:
  answerer(std::shared_ptr<question<Answer>> of, Answer otherwise)
    : of_{std::move(of)}
    , otherwise_{std::move(otherwise)} {}
  ~answerer() { of_->answer(std::move(otherwise_)); }
  answerer(const answerer&) = delete;
  answerer& operator=(const answerer&) = delete;

  /// Any thread; the first answer counts.
  void answer(Answer given) { of_->answer(std::move(given)); }

private:
  std::shared_ptr<question<Answer>> of_;
  Answer otherwise_;
};

} // namespace troupe::net
