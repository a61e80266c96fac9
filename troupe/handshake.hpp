#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// What a client said when it connected: the first HTTP request of its
/// session, and the CONNECT packet's payload.
struct handshake {
  using pairs = std::vector<std::pair<std::string, std::string>>;

  pairs headers; ///< names in lower case
  pairs query;   ///< decoded; the engine's own parameters too
  std::string url;
  std::string address; ///< of the peer
  std::string auth;    ///< raw JSON object, `{}` if none
  std::chrono::system_clock::time_point issued;
  bool xdomain = false; ///< it came with an Origin

  /// The last parameter called `name`.
  std::optional<std::string> parameter(std::string_view name) const;
  /// The last header called `name`, in lower case.
  std::optional<std::string> header(std::string_view name) const;
};

} // namespace troupe
