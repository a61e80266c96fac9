#pragma once

#include "actors/rooms/room_index.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace troupe::bench {

/// What all targets of a case have been given; of one thread.
struct deliveries {
  std::uint64_t count = 0;
  std::uint64_t awaited = UINT64_MAX; ///< with this one, `on_last` is called
  std::function<void()> on_last = [] {};
};

/// A socket that only counts what is delivered to it.
class counting_target final : public actors::delivery_target {
public:
  counting_target(std::string id, deliveries& all)
    : id_{std::move(id)}
    , all_{all} {}

  void deliver(const messages::encoded_packet&, bool) override {
    if (++all_.count == all_.awaited)
      all_.on_last();
  }
  const std::string& id() const noexcept override { return id_; }
  messages::room_set rooms() const override { return {id_}; }

  messages::slot_id slot; ///< that it was opened at

private:
  std::string id_;
  deliveries& all_;
};

} // namespace troupe::bench
