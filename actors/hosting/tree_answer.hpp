#pragma once

#include "messages/tree.hpp"

#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace troupe::actors {

/// How long a supervisor waits for what it supervises to describe itself.
constexpr std::chrono::seconds describe_patience{1};

/// Adds what a supervised actor told, and how often it was restarted.
inline void append_description(
  std::vector<messages::tree_node>& to, const messages::described& told,
  std::uint64_t restarts) {
  const auto first = to.size();
  to.insert(to.end(), told.nodes.begin(), told.nodes.end());
  if (first < to.size())
    to[first].restarts = restarts;
}

/// Collects the descriptions of the actors that one supervises, and answers
/// when the last holder lets go: whoever stays silent is left out, nobody is
/// waited for twice. Shared by the pending requests of one actor.
struct tree_answer {
  using finish = std::function<void(std::vector<messages::tree_node>&)>;

  /// `last` gets what was collected before it is delivered; null = as it is.
  explicit tree_answer(
    caf::typed_response_promise<messages::described> to, finish last = {})
    : at_last{std::move(last)}
    , promise{std::move(to)} {}
  tree_answer(const tree_answer&) = delete;
  tree_answer& operator=(const tree_answer&) = delete;
  ~tree_answer() {
    if (at_last)
      at_last(collected.nodes);
    promise.deliver(std::move(collected));
  }

  messages::described collected;
  finish at_last;
  caf::typed_response_promise<messages::described> promise;
};

} // namespace troupe::actors
