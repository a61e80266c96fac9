#include "net/out_queue.hpp"

#include "net/stream.hpp"
#include "net/transport.hpp"

#include <utility>

namespace troupe::net {

namespace {

/// Out of line, so that what is not traced pays for a branch and no more.
[[gnu::cold, gnu::noinline]] void tell_traced(
  const out_queue& of, const messages::frame& f, bool written) noexcept {
  if (of.tell && *of.tell)
    (*of.tell)->on_traced(f.trace(), written);
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
      tell_traced(*this, *done, true);
  }
}

std::vector<std::uint64_t> out_queue::waiting_traced() const {
  std::vector<std::uint64_t> names;
  for (auto i = head; i < frames.size(); ++i)
    if (frames[i]->traced())
      names.push_back(frames[i]->trace());
  return names;
}

std::size_t out_queue::drop(frame_filter& which, std::size_t begun) {
  const auto before = bytes;
  std::size_t at = 0; // bytes from what is written next
  auto kept = head;
  for (auto i = head; i < frames.size(); ++i) {
    const auto size = frames[i]->wire().size();
    const bool stays = at < begun;
    at += i == head ? size - offset : size;
    if (which.drops(*frames[i], stays) && !stays) {
      bytes -= size;
      pushed -= size;
      if (frames[i]->traced())
        tell_traced(*this, *frames[i], false);
    } else {
      std::swap(frames[kept++], frames[i]);
    }
  }
  frames.resize(kept);
  return before - bytes;
}

} // namespace troupe::net
