#pragma once

#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace troupe::tests {

/// A link to another node that writes down what goes there.
struct fake_link {
  actors::peer_link_actor spawn(caf::actor_system& system) {
    return system.spawn(&fake_link::behave, this);
  }
  static actors::peer_link_actor::behavior_type
  behave(actors::peer_link_actor::pointer, fake_link* me) {
    return {
      [](const actors::peer_batch&) {},
      [me](const actors::tell_peer& m) { me->said += *m.what; },
      [](const actors::ask_peer&) {},
      [](const actors::want_peer&) {},
      [](const actors::routes_changed&) {},
      [](actors::leave_peer) {},
      [](actors::beat) {},
      [](actors::flush_batch) {},
      [](const messages::describe&) { return messages::described{}; },
    };
  }

  /// The next record that went to the other node, if it is of this kind.
  template <class Record>
  std::optional<Record> next() {
    std::string_view rest{said};
    rest.remove_prefix(read);
    const auto found = messages::peer::take_record(rest);
    if (!found)
      return {};
    read += found->whole.size();
    return messages::peer::decode<Record>(*found);
  }

  std::string said;
  std::size_t read = 0;
};

} // namespace troupe::tests
