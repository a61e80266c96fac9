#pragma once

#include "net/question.hpp"
#include "net/refusal.hpp"
#include "net/request.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::net {

/// What the application decides about a request.
struct verdict {
  enum class kind : std::uint8_t { goes_on, refused, failed };
  kind what = kind::goes_on;
  std::string message; ///< of a refusal
};
using verdict_to_give = std::shared_ptr<answerer<verdict>>;

/// What the application has to say about the requests to one engine;
/// implemented by the layer above, read-only once the server listens.
///
/// Called on the request's I/O thread, on the node that the client is connected
/// to. A request that is refused here reaches no session.
class engine_hooks {
public:
  /// How many middlewares every request passes, the first one first.
  virtual std::size_t middlewares() const noexcept = 0;
  /// `headers` are of the answer, whatever it is, and gone with the call.
  virtual void run_middleware(
    std::size_t which, const request& req, string_pairs& headers,
    verdict_to_give verdict) const noexcept = 0;
  /// Whether `ask_handshake` has anything to say.
  virtual bool guards_handshakes() const noexcept = 0;
  /// May this request open a session?
  virtual void
  ask_handshake(const request& req, verdict_to_give verdict) const noexcept = 0;
  /// Whether `extend_id` has anything to say.
  virtual bool extends_ids() const noexcept { return false; }
  /// What the id of the session that `req` opens shall have behind it. Nothing
  /// = the application failed, and the answer is 500. On the session's thread.
  virtual std::optional<std::string>
  extend_id(const request& /*req*/) const noexcept {
    return std::string{};
  }
  /// Adds to the headers of a 200 or 101. `initial`: the session's first
  /// answer. False = the application failed, and the answer is 500.
  [[nodiscard]] virtual bool add_headers(
    const request& req, bool initial, string_pairs& headers) const noexcept = 0;
  /// An engine's request has been refused.
  virtual void
  on_refusal(const request& req, const refusal& why) const noexcept = 0;

protected:
  ~engine_hooks() = default;
};

/// What the application answers to a request outside of all engines; nothing
/// passes it on to the static files.
using page_answer = std::optional<reply>;
using page_to_give = std::shared_ptr<answerer<page_answer>>;

/// Answers requests outside of all engines; implemented by the layer above.
class page_hooks {
public:
  /// On the request's I/O thread; `body` is complete and gone with the call.
  virtual void on_request(
    const request& req, std::string_view body,
    page_to_give answer) const noexcept = 0;

protected:
  ~page_hooks() = default;
};

} // namespace troupe::net
