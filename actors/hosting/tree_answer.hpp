#pragma once

#include "messages/tree.hpp"

#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <utility>

namespace troupe::actors {

/// How long a supervisor waits for what it supervises to describe itself.
constexpr std::chrono::seconds describe_patience{1};

/// Collects the descriptions of the actors that one supervises, and answers
/// when the last holder lets go: whoever stays silent is left out, nobody is
/// waited for twice. Shared by the pending requests of one actor.
struct tree_answer {
  explicit tree_answer(caf::typed_response_promise<messages::described> to)
    : promise{std::move(to)} {}
  tree_answer(const tree_answer&) = delete;
  tree_answer& operator=(const tree_answer&) = delete;
  ~tree_answer() { promise.deliver(std::move(collected)); }

  void add(const messages::described& told, std::uint64_t restarts = 0) {
    const auto first = collected.nodes.size();
    collected.nodes.insert(
      collected.nodes.end(), told.nodes.begin(), told.nodes.end());
    if (first < collected.nodes.size())
      collected.nodes[first].restarts = restarts;
  }

  messages::described collected;
  caf::typed_response_promise<messages::described> promise;
};

} // namespace troupe::actors
