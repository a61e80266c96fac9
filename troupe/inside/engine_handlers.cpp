#include "troupe/inside/engine_handlers.hpp"

#include "config/log.hpp"

#include <exception>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace troupe::detail {

namespace {

/// False if `call` threw.
template <class Call>
bool runs(std::string_view hook, Call call) noexcept {
  try {
    call();
    return true;
  } catch (const std::exception& e) {
    log::error("http", "hook-threw", {{"hook", hook}, {"err", e.what()}});
  } catch (...) {
    log::error("http", "hook-threw", {{"hook", hook}, {"err", "no exception"}});
  }
  return false;
}

/// It stands in URLs, cookies and logs.
void check_id(std::string_view text) {
  constexpr std::string_view allowed =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  constexpr std::size_t longest = 64;
  if (text.size() > longest || text.find_first_not_of(allowed) != text.npos)
    throw std::invalid_argument{
      "an id may have 64 letters, digits, '-', '_', '.' and '~'"};
}

const net::verdict failed{net::verdict::kind::failed, {}};

} // namespace

bool engine_handlers::empty() const noexcept {
  return !allow_ && !id_ && middlewares_.empty() && initial_headers_.empty() &&
         headers_.empty() && errors_.empty();
}

void engine_handlers::run_middleware(
  std::size_t which, const net::request& req, net::string_pairs& headers,
  net::verdict_to_give verdict) const noexcept {
  const bool ran = runs("use", [&] {
    response_headers given{headers};
    middlewares_[which](http_request{req}, given, decision{verdict});
  });
  if (!ran)
    verdict->answer(failed);
}

void engine_handlers::ask_handshake(
  const net::request& req, net::verdict_to_give verdict) const noexcept {
  const bool ran = runs(
    "allow_request", [&] { allow_(http_request{req}, decision{verdict}); });
  if (!ran)
    verdict->answer(failed);
}

std::optional<std::string>
engine_handlers::extend_id(const net::request& req) const noexcept {
  std::string more;
  const bool ran = runs("generate_id", [&] {
    more = id_(http_request{req});
    check_id(more);
  });
  return ran ? std::optional{std::move(more)} : std::nullopt;
}

bool engine_handlers::add_headers(
  const net::request& req, bool initial,
  net::string_pairs& headers) const noexcept {
  return runs("headers", [&] {
    response_headers given{headers};
    if (initial)
      for (const auto& handler : initial_headers_)
        handler(given, http_request{req});
    for (const auto& handler : headers_)
      handler(given, http_request{req});
  });
}

void engine_handlers::on_refusal(
  const net::request& req, const net::refusal& why) const noexcept {
  if (errors_.empty())
    return;
  runs("connection_error", [&] {
    const http_request seen{req};
    const connection_error error{
      seen, static_cast<int>(why.code), std::string{to_string(why.code)},
      why.context};
    for (const auto& handler : errors_)
      handler(error);
  });
}

void page_handlers::on_request(
  const net::request& req, std::string_view body,
  net::page_to_give answer) const noexcept {
  const bool ran = runs("on_request", [&] {
    handler_(http_request{req, body}, http_response{answer});
  });
  if (ran)
    return;
  net::reply server_error;
  server_error.status = 500;
  answer->answer(std::move(server_error));
}

} // namespace troupe::detail
