#pragma once

#include "net/exchange.hpp"
#include "net/hooks.hpp"
#include "net/site.hpp"

#include <memory>

namespace troupe::net {

/// The answer of the static files: the file, or 404.
reply find_page(const site& of, const request& req);

/// A request outside of all engines, between its HTTP session and the
/// application that answers it. Owned by the session, on its I/O thread.
class page_request final : public std::enable_shared_from_this<page_request>,
                           exchange_events {
public:
  page_request(
    const site& of, io_thread& thread, std::shared_ptr<exchange> asked);
  ~page_request();

  /// Asks the application once the body has come in.
  void begin();

private:
  void on_body(exchange& of) override;
  void on_abort(exchange& of) override;
  void on_refused(exchange& of) override { on_abort(of); }
  void give(page_answer answer);

  const site& site_;
  io_thread& thread_;
  std::shared_ptr<exchange> asked_;
  std::shared_ptr<question<page_answer>> question_;
};

} // namespace troupe::net
