#include "messages/attachments.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace troupe::messages {

void reassembly::begin(std::string_view text, std::size_t attachments) {
  assert(attachments != 0);
  // The count is only a client's word: more room than this must be earned.
  constexpr std::size_t reserved = 10;
  packet_ = std::make_unique<partial>();
  packet_->text = text;
  packet_->expected = attachments;
  packet_->total = text.size();
  packet_->bytes.reserve(std::min(attachments, reserved));
}

reassembly::result reassembly::add(std::string_view bytes) {
  assert(waiting());
  if (
    packet_->total > max_bytes_ || bytes.size() > max_bytes_ - packet_->total) {
    packet_.reset();
    return result::too_big;
  }
  packet_->total += bytes.size();
  packet_->bytes.emplace_back(bytes);
  return waiting() ? result::more : result::complete;
}

std::vector<std::string> reassembly::take() {
  assert(packet_ && !waiting());
  const auto taken = std::move(packet_);
  return std::move(taken->bytes);
}

} // namespace troupe::messages
