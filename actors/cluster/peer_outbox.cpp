#include "actors/cluster/peer_outbox.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

bool peer_outbox::push(record_ptr records) {
  queued_ += records->size();
  queue_.push_back(std::move(records));
  return queued_ <= bound_;
}

std::optional<std::string> peer_outbox::take_batch() {
  if (queue_.empty() || sent_ - confirmed_ >= window)
    return {};
  std::string batch;
  do {
    batch += *queue_.front();
    queue_.pop_front();
  } while (!queue_.empty() &&
           batch.size() + queue_.front()->size() <= batch_size);
  queued_ -= batch.size();
  sent_ += batch.size();
  return batch;
}

void peer_outbox::confirm(std::uint64_t received) {
  confirmed_ = std::clamp(received, confirmed_, sent_);
}

} // namespace troupe::actors
