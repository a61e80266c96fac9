#pragma once

#include "net/hooks.hpp"

#include <functional>

// Not for users: what a server tells those who watch it.

namespace troupe::detail {

class core;

/// `/metrics`, `/healthz` and `/readyz`; all else is left to others, or is 404.
/// On I/O threads, concurrently.
class watch_pages final : public net::page_hooks {
public:
  /// `others` may be null; both outlive this.
  explicit watch_pages(
    const core& of, const net::page_hooks* others = nullptr) noexcept
    : core_{of}
    , others_{others} {}

  void on_request(
    const net::request& req, std::string_view body,
    net::page_to_give answer) const noexcept override;

private:
  const core& core_;
  const net::page_hooks* others_;
};

/// Whether clients should be sent here, and why not; what `/readyz` says.
struct readiness {
  bool listening = false; ///< and, in a cluster, others have been looked for
  bool draining = false;
  bool full = false; ///< as many connections as `limits.connections`
  bool overloaded =
    false; ///< more waits for clients than `limits.queued_bytes`

  bool ready() const noexcept {
    return listening && !draining && !full && !overloaded;
  }
};

} // namespace troupe::detail
