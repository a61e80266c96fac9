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

std::optional<std::uint64_t>
ack_table::add(ack_callback on_reply, clock::time_point deadline) {
  const auto id = used().last;
  if (!add_as(id, std::move(on_reply), deadline))
    return {};
  used_->last = (id + 1) % first_shared_id;
  return id;
}

bool ack_table::add_as(
  std::uint64_t id, ack_callback on_reply, clock::time_point deadline) {
  auto& [pending, last, next] = used();
  if (pending.size() >= most)
    return false;
  if (!pending.emplace(id, entry{std::move(on_reply), deadline}).second)
    return false;
  next = std::min(next, deadline);
  return true;
}

void ack_table::resolve(std::uint64_t id, const ack_reply& reply) {
  if (!used_)
    return;
  if (auto found = used_->pending.extract(id))
    found.mapped().on_reply(&reply);
}

void ack_table::expire(clock::time_point now) {
  if (now < next_deadline())
    return;
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
}

void ack_table::fail_all() {
  if (!used_)
    return;
  used_->next = clock::time_point::max();
  for (const auto& [id, e] : std::exchange(used_->pending, {}))
    e.on_reply(nullptr);
}

} // namespace troupe::actors
