#include "troupe/inside/chain.hpp"

#include <atomic>
#include <utility>

namespace troupe {

struct next::state {
  std::shared_ptr<detail::chain> of;
  std::atomic<bool> called{false};
};

void next::operator()() const {
  if (!state_->called.exchange(true))
    state_->of->answer({});
}

void next::operator()(connect_error why) const {
  if (!state_->called.exchange(true))
    state_->of->answer(std::move(why));
}

namespace detail {

namespace {

/// True as long as it lives, also if a step throws.
struct marked {
  explicit marked(bool& flag)
    : of{flag} {
    of = true;
  }
  ~marked() { of = false; }
  marked(const marked&) = delete;
  marked& operator=(const marked&) = delete;
  bool& of;
};

} // namespace

void chain::run() {
  // One that is inside a step is answered there and then, without a task.
  while (at_ < steps_.size() && !refused_) {
    answered_ = false;
    home_ = std::this_thread::get_id();
    {
      const marked inside{running_};
      auto mine = std::make_shared<next::state>();
      mine->of = shared_from_this();
      steps_[at_++](next{std::move(mine)});
    }
    if (!answered_)
      return;
  }
  done_(refused_ ? &*refused_ : nullptr);
}

void chain::answer(std::optional<connect_error> why) {
  if (home_ == std::this_thread::get_id() && running_) {
    answered_ = true;
    refused_ = std::move(why);
    return;
  }
  runner_([self = shared_from_this(), why = std::move(why)] {
    self->refused_ = why;
    self->run();
  });
}

} // namespace detail
} // namespace troupe
