#pragma once

#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <string>
#include <vector>

namespace troupe::actors {

/// Asks all other nodes one question, and ends with the answers.
///
/// One per question, on CAF's scheduler, started by the user registry with what
/// this node has to say. A node that does not answer in time, or goes, is named
/// as missing: never an error, never a wait without end.
///
///   ask_nodes       → nodes_answered, once
///   peer_told       (from a link) the answer of a node
///   deadline_over   (own) who has not answered is missing
class collector final : public traced<collector_actor::base> {
public:
  collector(
    caf::actor_config& config, std::vector<peer_node> peers,
    nodes_answered own);

  const char* name() const override { return "collector"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void ask(const ask_nodes& what);
  void drop(std::uint32_t number);
  void check_done();

  std::map<std::uint32_t, peer_node> waiting_;
  nodes_answered all_;
  caf::typed_response_promise<nodes_answered> promise_;
};

} // namespace troupe::actors
