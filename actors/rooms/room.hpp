#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace troupe::actors {

/// Orders what is said in one room.
///
/// One per room and node, on the I/O thread that its name picks; started and
/// watched by its adapter. It knows how many members each I/O thread has; who
/// they are, the dispatchers know.
///
///   join_room       counts a socket and passes it to its dispatcher
///   leave_room      passes it to its dispatcher
///   say             one message to each dispatcher with members
///   members_left    a dispatcher has fewer; the last one: room_emptied
///   members_found   a dispatcher's count, once after the start
///   describe        → described
class room final : public traced<hosted<room_actor::base>> {
public:
  /// `again`: it has been before, and may have members already.
  room(
    caf::actor_config& config, io_unit* unit, room_key key, bool again,
    adapter_actor by, std::vector<dispatcher_actor> dispatchers);

  const char* name() const override { return "room"; }
  behavior_type make_behavior() override;
  void on_exit() override;

  using traced::consume;
  caf::invoke_message_result consume(caf::mailbox_element& what) override;

private:
  struct share {
    dispatcher_actor dispatcher;
    std::uint32_t members = 0;
    bool known = false; ///< it has told us; until then it may have members
  };

  void pass_on(const say& what);
  std::size_t members() const;
  void check_emptied();
  described describe_self();

  room_key_ptr key_;
  adapter_actor adapter_;
  std::vector<share> shares_; ///< by I/O thread
  std::uint64_t joins_seen_ = 0;
  bool again_;
};

} // namespace troupe::actors
