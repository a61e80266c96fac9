#pragma once

#include "messages/packet_form.hpp"
#include "net/transport.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe::actors {

/// Picks the oldest events of one namespace out of what waits for a client,
/// each with its attachments, until enough is free. Leaves acknowledgements,
/// packets of the protocol, other namespaces, and what is on its way already.
class event_dropper final : public net::frame_filter {
public:
  /// `form`: how the client takes its packets. Goes on until it has dropped so
  /// many bytes and so many frames.
  event_dropper(
    messages::packet_form form, std::string_view nsp, std::size_t bytes,
    std::size_t frames)
    : form_{form}
    , nsp_{nsp}
    , bytes_{bytes}
    , frames_{frames} {}

  bool drops(const messages::frame& waiting, bool begun) override;

  /// What has been dropped.
  std::size_t events() const noexcept { return events_; }

private:
  bool enough() const noexcept { return bytes_ == 0 && frames_ == 0; }
  void count(const messages::frame& dropped) noexcept;

  messages::packet_form form_;
  std::string_view nsp_;
  std::size_t bytes_;  ///< still to be dropped
  std::size_t frames_; ///< likewise
  std::size_t events_ = 0;
  std::size_t attachments_ = 0; ///< of the last event dropped, still to come
};

} // namespace troupe::actors
