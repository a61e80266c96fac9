#include "net/out_queue.hpp"

#include "net/stream.hpp"

namespace troupe::net {

void out_queue::written(std::size_t n, stream_events* tell) {
  bytes -= n;
  while (n > 0) {
    const auto rest = frames[head]->wire().size() - offset;
    if (n < rest) {
      offset += n;
      return;
    }
    n -= rest;
    offset = 0;
    if (frames[head]->traced() && tell) [[unlikely]]
      tell->on_traced(frames[head]->trace(), true);
    frames[head++].reset();
  }
}

void out_queue::tell_lost(stream_events& to) const {
  for (auto i = head; i < frames.size(); ++i)
    if (frames[i]->traced())
      to.on_traced(frames[i]->trace(), false);
}

} // namespace troupe::net
