#include "net/out_queue.hpp"

namespace troupe::net {

void out_queue::written(std::size_t n) {
  bytes -= n;
  while (n > 0) {
    const auto rest = frames[head]->wire().size() - offset;
    if (n < rest) {
      offset += n;
      return;
    }
    n -= rest;
    offset = 0;
    frames[head++].reset();
  }
}

} // namespace troupe::net
