#pragma once

#include "bench/load/addresses.hpp"
#include "bench/load/client.hpp"
#include "bench/load/options.hpp"
#include "bench/load/packets.hpp"
#include "bench/load/publisher.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace troupe::bench {

enum class phase : std::uint8_t { dial, settle, warm, measure, drain, exit };

/// What the threads of a run share. Only the atomics change once the threads
/// have started; of the clients and publishers each thread has its own.
struct run_state {
  /// Takes options that are complete.
  explicit run_state(options complete);
  run_state(const run_state&) = delete;
  run_state& operator=(const run_state&) = delete;
  ~run_state();

  /// The first client of a worker; of the one after the last, the end.
  std::uint32_t first_client(std::uint32_t worker) const noexcept;
  /// Makes a worker look at what has changed. Any thread.
  void wake(std::uint32_t worker) const noexcept;

  const options chosen;
  const bench::packets packets;
  addresses where;
  std::uint64_t began = 0; ///< ns; what the stamps in markers count from
  std::vector<client> clients;
  std::vector<std::unique_ptr<publisher>> publishers;
  std::vector<std::atomic<std::uint32_t>> members; ///< up, by room
  std::vector<int> wakers;                         ///< one eventfd per worker
  std::atomic<bench::phase> phase{bench::phase::dial};
  std::atomic<bool> publishing{false};

private:
  void place_clients();
  void place_publishers();

  std::vector<std::uint32_t> last_seen_;
};

} // namespace troupe::bench
