#include "bench/sendlimit/sender.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

namespace troupe::bench {

namespace {

/// One send() or writev() per socket.
class plain_sender : public sender {
public:
  plain_sender(const settings& chosen, const std::vector<int>& sockets)
    : sockets_{sockets}
    , gather_{chosen.mode == "writev"}
    , burst_(chosen.burst(), 'x') {
    const auto size = static_cast<std::size_t>(chosen.size);
    for (std::size_t at = 0; at < burst_.size(); at += size)
      parts_.push_back({burst_.data() + at, size});
  }

  std::uint64_t round() override {
    std::uint64_t refused = 0;
    for (const auto fd : sockets_)
      if (send_to(fd) != static_cast<ssize_t>(burst_.size()))
        ++refused;
    return refused;
  }

private:
  ssize_t send_to(int fd) const noexcept {
    if (gather_)
      return writev(fd, parts_.data(), static_cast<int>(parts_.size()));
    return send(fd, burst_.data(), burst_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  const std::vector<int>& sockets_;
  bool gather_;
  std::vector<char> burst_;
  std::vector<iovec> parts_;
};

} // namespace

std::unique_ptr<sender>
make_plain_sender(const settings& chosen, const std::vector<int>& sockets) {
  return std::make_unique<plain_sender>(chosen, sockets);
}

} // namespace troupe::bench
