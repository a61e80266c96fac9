#include "net/timer_queue.hpp"

namespace troupe::net {

void timer::disarm() noexcept {
  if (queue_)
    queue_->remove(*this);
}

timer_queue::~timer_queue() {
  for (auto* t : heap_)
    t->queue_ = nullptr;
}

void timer_queue::arm(timer& t, clock::time_point due) {
  if (t.queue_) {
    const bool later = due > t.due_;
    t.due_ = due;
    later ? sink(t.place_) : rise(t.place_);
    return;
  }
  heap_.push_back(&t);
  t.queue_ = this;
  t.due_ = due;
  t.place_ = heap_.size() - 1;
  rise(t.place_);
}

std::size_t timer_queue::run_due(clock::time_point now) {
  std::size_t ran = 0;
  // A callback that arms itself for "now" must not keep the thread for ever.
  for (auto bound = heap_.size(); ran < bound; ++ran) {
    if (heap_.empty() || heap_.front()->due_ > now)
      break;
    auto* t = heap_.front();
    remove(*t);
    t->call_(t->what_);
  }
  return ran;
}

void timer_queue::remove(timer& t) noexcept {
  const auto at = t.place_;
  auto* last = heap_.back();
  heap_.pop_back();
  t.queue_ = nullptr;
  if (last == &t)
    return;
  place(at, last);
  rise(at);
  sink(last->place_);
}

void timer_queue::place(std::size_t at, timer* t) noexcept {
  heap_[at] = t;
  t->place_ = at;
}

void timer_queue::rise(std::size_t at) noexcept {
  auto* t = heap_[at];
  while (at > 0 && heap_[(at - 1) / 2]->due_ > t->due_) {
    place(at, heap_[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  place(at, t);
}

void timer_queue::sink(std::size_t at) noexcept {
  auto* t = heap_[at];
  for (;;) {
    auto child = 2 * at + 1;
    if (child >= heap_.size())
      break;
    if (child + 1 < heap_.size() && heap_[child + 1]->due_ < heap_[child]->due_)
      ++child;
    if (heap_[child]->due_ >= t->due_)
      break;
    place(at, heap_[child]);
    at = child;
  }
  place(at, t);
}

} // namespace troupe::net
