#include "bench/sendlimit/sender.hpp"

#include <algorithm>
#include <system_error>

#include <liburing.h>
#include <sys/socket.h>

namespace troupe::bench {

namespace {

constexpr unsigned ring_size = 4096;
constexpr unsigned wait_for_at_most = 2048;

/// One request per socket in a ring shared with the kernel.
class uring_sender : public sender {
public:
  uring_sender(const settings& chosen, const std::vector<int>& sockets)
    : sockets_{sockets}
    , registered_{chosen.mode != "uring"}
    , burst_(chosen.burst(), 'x') {
    auto wanted = parameters(chosen);
    check(io_uring_queue_init_params(ring_size, &ring_, &wanted), "io_uring");
    if (registered_)
      check(
        io_uring_register_files(
          &ring_, sockets_.data(), static_cast<unsigned>(sockets_.size())),
        "io_uring_register_files");
  }
  ~uring_sender() override { io_uring_queue_exit(&ring_); }

  std::uint64_t round() override {
    std::uint64_t refused = 0;
    std::size_t next = 0;
    for (unsigned in_flight = 0; next < sockets_.size() || in_flight > 0;) {
      for (io_uring_sqe* entry = nullptr;
           next < sockets_.size() && (entry = io_uring_get_sqe(&ring_));
           ++next, ++in_flight)
        prepare(*entry, next);
      io_uring_submit_and_wait(&ring_, std::min(in_flight, wait_for_at_most));
      in_flight -= reap(refused);
    }
    return refused;
  }

private:
  static io_uring_params parameters(const settings& chosen) noexcept {
    io_uring_params wanted{};
    if (chosen.mode != "uring-sq") {
      wanted.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
      return wanted;
    }
    wanted.flags = IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF;
    wanted.sq_thread_cpu = static_cast<unsigned>(chosen.sender_cpu);
    wanted.sq_thread_idle = 100; // ms
    return wanted;
  }

  static void check(int result, const char* what) {
    if (result < 0)
      throw std::system_error{-result, std::generic_category(), what};
  }

  void prepare(io_uring_sqe& entry, std::size_t i) noexcept {
    const auto target = registered_ ? static_cast<int>(i) : sockets_[i];
    io_uring_prep_send(
      &entry, target, burst_.data(), burst_.size(), MSG_NOSIGNAL);
    if (registered_)
      entry.flags |= IOSQE_FIXED_FILE;
  }

  /// Takes what is done, and counts it; adds to `refused` what is not whole.
  unsigned reap(std::uint64_t& refused) noexcept {
    io_uring_cqe* entry = nullptr;
    unsigned head = 0;
    unsigned done = 0;
    io_uring_for_each_cqe(&ring_, head, entry) {
      refused += entry->res == static_cast<int>(burst_.size()) ? 0 : 1;
      ++done;
    }
    io_uring_cq_advance(&ring_, done);
    return done;
  }

  const std::vector<int>& sockets_;
  bool registered_;
  std::vector<char> burst_;
  io_uring ring_{};
};

} // namespace

std::unique_ptr<sender>
make_uring_sender(const settings& chosen, const std::vector<int>& sockets) {
  return std::make_unique<uring_sender>(chosen, sockets);
}

} // namespace troupe::bench
