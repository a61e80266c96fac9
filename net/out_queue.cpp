#include "net/out_queue.hpp"

#include "net/stream.hpp"

#include <utility>

namespace troupe::net {

namespace {

/// Out of line, so that what is not traced pays for a branch and no more.
[[gnu::cold, gnu::noinline]] void
tell_written(const out_queue& of, const messages::frame& f) noexcept {
  if (of.tell && *of.tell)
    (*of.tell)->on_traced(f.trace(), true);
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
    const auto done = std::move(frames[head++]);
    if (done->traced()) [[unlikely]]
      tell_written(*this, *done);
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
