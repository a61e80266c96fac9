#include "actors/recovery/parked_sessions.hpp"

#include "config/metrics.hpp"

#include <utility>

namespace troupe::actors {

parked_session::parked_session(session_state of)
  : state{std::move(of)} {
  metrics::recovery_sessions.change(1);
}

parked_session::~parked_session() {
  metrics::recovery_sessions.change(-1);
}

messages::room_set parked_session::rooms() const {
  auto all = state.rooms;
  all.insert(state.socket_id);
  return all;
}

std::vector<parked_sessions::session_ptr>
parked_sessions::add(session_ptr session) {
  std::vector<session_ptr> gone;
  if (auto same = take(session->state.pid))
    gone.push_back(std::move(same));
  while (!order_.empty() && by_pid_.size() >= most_)
    gone.push_back(take(std::string{order_.front()}));
  const auto pid = session->state.pid;
  order_.push_back(pid);
  by_pid_.emplace(pid, place{std::move(session), std::prev(order_.end())});
  return gone;
}

parked_session* parked_sessions::find(const std::string& pid) const {
  const auto found = by_pid_.find(pid);
  return found == by_pid_.end() ? nullptr : found->second.session.get();
}

parked_sessions::session_ptr parked_sessions::take(const std::string& pid) {
  const auto found = by_pid_.find(pid);
  if (found == by_pid_.end())
    return nullptr;
  auto session = std::move(found->second.session);
  order_.erase(found->second.in_order);
  by_pid_.erase(found);
  return session;
}

std::vector<parked_sessions::session_ptr>
parked_sessions::take_expired(time_point now) {
  std::vector<session_ptr> gone;
  for (auto at = order_.begin(); at != order_.end();) {
    const auto pid = *at++;
    const auto* session = find(pid);
    if (session->until > now)
      break;
    if (!session->claimed)
      gone.push_back(take(pid));
  }
  return gone;
}

} // namespace troupe::actors
