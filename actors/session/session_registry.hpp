#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/session/session_context.hpp"
#include "actors/session/session_messages.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace troupe::actors {

/// Knows the sessions of one I/O thread by their sid: starts them, watches
/// them, and takes requests to them.
///
/// One per I/O thread, started and watched by the node; a view of that thread.
/// One that starts anew finds the connections that live there.
///
///   open_session     starts a connection and hands it the handshake
///   find_session     hands a request to its connection, or answers that the
///                    sid is unknown
///   announce_users   every connection tells the user registry who it is
///   close_sessions   ends all, opens no more → all_closed
///   close_wave       (own) ends the next of them
///   describe         → described
class session_registry final
  : public traced<hosted<session_registry_actor::base>> {
public:
  session_registry(
    caf::actor_config& config, io_unit* unit, session_context& context);

  const char* name() const override { return "session-registry"; }
  behavior_type make_behavior() override;

private:
  std::optional<std::string> make_sid(const open_session& m);
  void open(const open_session& m);
  void find(const find_session& m);
  void check_closed();
  void begin_closing(std::chrono::milliseconds patience);
  void end_wave();
  described describe_all(std::size_t top);

  session_context& context_;
  caf::typed_response_promise<all_closed> closed_;
  bool closing_ = false;
  std::size_t wave_ = 0;                 ///< how many a wave ends
  std::unordered_set<std::string> told_; ///< to end
  std::chrono::milliseconds between_waves_{0};
};

} // namespace troupe::actors
