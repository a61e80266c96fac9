#pragma once

#include "actors/node.hpp"

#include <caf/send.hpp>

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace troupe::actors {

/// What threads of the user tell the node by, while another of them may end it.
/// Any thread.
class node_line {
public:
  void connect(node_actor to) {
    const std::lock_guard alone{guard_};
    node_ = std::move(to);
  }
  /// Returns when nobody tells it anything any more.
  void cut() { connect(node_actor{}); }

  /// Nothing, unless connected.
  template <class T>
  void tell(T what) const {
    const std::shared_lock it_stays{guard_};
    if (node_)
      caf::anon_send(node_, std::move(what));
  }

private:
  mutable std::shared_mutex guard_;
  node_actor node_;
};

} // namespace troupe::actors
