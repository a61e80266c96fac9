#include "actors/system_state.hpp"
#include "actors/tracing/packet_trace.hpp"

#include <utility>

// What other threads want of a running system.

namespace troupe::actors {

thread_local thread_context* current_thread = nullptr;

void system::keep_watch(
  std::chrono::milliseconds every, std::function<void()> alive) {
  state_->line.tell(actors::keep_watch{every, std::move(alive)});
}

bool system::serving() const noexcept {
  return state_->serving;
}

bool system::overloaded() const {
  return state_->budget.exceeded();
}

void system::tree(
  std::size_t top,
  std::function<void(const std::vector<messages::tree_node>&)> done) {
  state_->line.tell(collect_tree{top, std::move(done)});
}

void system::check_pulse(std::function<void(bool)> done) {
  state_->line.tell(actors::check_pulse{std::move(done)});
}

void system::log_tree() {
  state_->line.tell(actors::log_tree{});
}

void system::publish(const std::string& nsp, messages::broadcast_ptr what) {
  what = trace_published(nsp, std::move(what));
  if (state_->gate.enter(*what) == publish_gate::passage::closed)
    return;
  if (current_thread)
    current_thread->adapter_of(nsp).send(messages::publish{std::move(what)});
  else
    state_->line.tell(publish_in{nsp, std::move(what)});
}

std::uint64_t system::next_offset() {
  return state_->offsets.next();
}

void system::publish_to_family(
  std::size_t family,
  std::function<messages::broadcast_ptr(const std::string& nsp)> make) {
  const auto make_traced = [make = std::move(make)](const std::string& nsp) {
    return trace_published(nsp, make(nsp));
  };
  state_->line.tell(publish_to_nsps{family, make_traced});
}

void system::gather(
  const std::string& nsp, messages::broadcast_ptr what,
  std::function<void(const messages::gathered&)> done) {
  actors::gather wanted{trace_published(nsp, std::move(what)), std::move(done)};
  if (current_thread)
    current_thread->adapter_of(nsp).send(std::move(wanted));
  else
    state_->line.tell(gather_in{nsp, std::move(wanted)});
}

void system::publish_to_user(
  const std::string& nsp, const std::string& user,
  messages::broadcast_ptr what) {
  what = trace_published(nsp, std::move(what), user);
  if (state_->gate.enter(*what) == publish_gate::passage::closed)
    return;
  state_->line.tell(actors::publish_to_user{nsp, user, std::move(what)});
}

void system::ask_nodes(
  messages::peer::question asked, answered done,
  std::chrono::milliseconds patience) {
  state_->line.tell(ask_all{{std::move(asked), patience}, std::move(done)});
}

} // namespace troupe::actors
