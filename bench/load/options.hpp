#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe::bench {

/// What the clients do.
enum class mode : std::uint8_t { idle, broadcast, echo, churn, mixed };

/// Says "idle" and so on.
const char* name(mode what) noexcept;

/// What to run. Times are in seconds, sizes in bytes; `sioload --help` says
/// what each is for.
struct options {
  bench::mode mode = bench::mode::idle;

  std::string host = "127.0.0.1";
  std::uint16_t port = 3000;
  std::string path = "/socket.io/";
  std::string query = "username=u{n}&room=r{k}";
  std::string headers; ///< as they are sent, each with its line end
  double polling_share = 0;

  std::uint32_t clients = 100;
  std::uint32_t rooms = 1;
  std::uint32_t dials_in_flight = 64;
  double dial_rate = 0; ///< per second; 0 is as fast as possible
  double timeout = 20;
  std::string source_base = "127.0.0.10";
  std::uint32_t source_count = 0; ///< 0 leaves the address to the kernel

  std::uint32_t publishers = 1;
  std::uint32_t window = 1;
  double rate = 0; ///< per second over all; 0 is a closed loop
  std::uint32_t payload = 64;
  bool exclude_sender = false;
  bool check = true;
  bool leave_packet = true;

  std::string publish_event = "send-message";
  std::string receive_event = "new-message";
  std::string echo_event = "echo";
  std::string publish_frame; ///< with {payload} and then perhaps {k}
  std::string echo_frame;    ///< with {id} and {payload}
  std::string join_frame;    ///< with {k} and {n}; may be empty

  double settle = 1;
  double warmup = 2;
  double duration = 10; ///< of each window
  std::uint32_t windows = 1;
  double drain = 5;
  double hold_open = 0;

  std::uint32_t threads = 0; ///< 0 until `complete`
  std::vector<int> cpus;     ///< to run on; any if empty
  bool spin = false;
  std::vector<int> server_pids;
  std::vector<int> server_cpus;

  std::string json; ///< a file, "-" or nothing
  std::string label;
  bool quiet = false;

  bool open_loop() const noexcept { return rate > 0; }
  /// True if client `i` polls; they are spread evenly.
  bool polls(std::uint32_t i) const noexcept;
};

/// Reads a command line. Returns the exit code instead if there is nothing to
/// run: 0 after --help, 2 if it is wrong; `out` and `err` then say why.
std::variant<options, int> parse_options(
  int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// Fills in what depends on other options; `descriptors` is how many a thread
/// may have open. Returns what is wrong with them, if anything.
std::optional<std::string> complete(options& chosen, std::uint64_t descriptors);

/// Returns the numbers in `text`, which commas or spaces part, up to the first
/// that is none.
std::vector<int> numbers(const std::string& text);

} // namespace troupe::bench
