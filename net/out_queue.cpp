#include "net/out_queue.hpp"

namespace troupe::net {

namespace {

/// Out of line, so that what is not traced pays for a branch and no more.
[[gnu::cold, gnu::noinline]] void
note(out_queue& in, const messages::frame& f) {
  in.traced.push_back(f.trace());
}

} // namespace

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
    if (frames[head]->traced()) [[unlikely]]
      note(*this, *frames[head]);
    frames[head++].reset();
  }
}

std::vector<std::uint64_t> out_queue::waiting_traced() const {
  std::vector<std::uint64_t> names;
  for (auto i = head; i < frames.size(); ++i)
    if (frames[i]->traced())
      names.push_back(frames[i]->trace());
  return names;
}

} // namespace troupe::net
