#include "actors/session/ack_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace troupe::actors {

ack_table::table& ack_table::used() {
  if (!used_)
    used_ = std::make_unique<table>();
  return *used_;
}

std::optional<std::uint64_t> ack_table::add(
  ack_callback on_reply, clock::time_point deadline, clock::time_point since) {
  const auto id = used().last;
  if (!add_as(id, std::move(on_reply), deadline, since))
    return {};
  used_->last = (id + 1) % first_shared_id;
  return id;
}

bool ack_table::add_as(
  std::uint64_t id, ack_callback on_reply, clock::time_point deadline,
  clock::time_point since) {
  auto& [pending, last, next] = used();
  entry made{std::move(on_reply), deadline, since};
  if (!pending.emplace(id, std::move(made)).second)
    return false;
  next = std::min(next, deadline);
  return true;
}

std::optional<ack_table::clock::time_point>
ack_table::waiting_since(std::uint64_t id) const {
  if (!used_)
    return {};
  const auto found = used_->pending.find(id);
  return found == used_->pending.end() ? std::nullopt
                                       : std::optional{found->second.since};
}

void ack_table::resolve(std::uint64_t id, const ack_reply& reply) {
  if (!used_)
    return;
  if (auto found = used_->pending.extract(id))
    found.mapped().on_reply(&reply);
}

std::size_t ack_table::expire(clock::time_point now) {
  if (now < next_deadline())
    return 0;
  std::vector<entry> over;
  auto& [pending, last, next] = *used_;
  next = clock::time_point::max();
  for (auto i = pending.begin(); i != pending.end();) {
    if (i->second.deadline <= now) {
      over.push_back(std::move(i->second));
      i = pending.erase(i);
    } else {
      next = std::min(next, i->second.deadline);
      ++i;
    }
  }
  for (const auto& e : over)
    e.on_reply(nullptr);
  return over.size();
}

void ack_table::fail_all() {
  if (!used_)
    return;
  used_->next = clock::time_point::max();
  for (const auto& [id, e] : std::exchange(used_->pending, {}))
    e.on_reply(nullptr);
}

} // namespace troupe::actors
