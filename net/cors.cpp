#include "net/cors.hpp"

#include "net/origin.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

namespace troupe::net {

namespace {

bool any_origin(const config::cors_options& options) {
  return std::find(options.origins.begin(), options.origins.end(), "*") !=
         options.origins.end();
}

void add_allowed_headers(
  const config::cors_options& options, const request& req, string_pairs& out) {
  if (!options.allowed_headers.empty()) {
    out.emplace_back(
      "Access-Control-Allow-Headers",
      boost::algorithm::join(options.allowed_headers, ","));
    return;
  }
  if (const auto asked = req.header("access-control-request-headers"))
    out.emplace_back("Access-Control-Allow-Headers", std::string{*asked});
  out.emplace_back("Vary", "Access-Control-Request-Headers");
}

} // namespace

string_pairs
cors_headers(const config::cors_options& options, const request& req) {
  string_pairs out;
  if (options.origins.empty())
    return out;
  const auto origin = req.header("origin").value_or("");
  if (any_origin(options)) {
    out.emplace_back("Access-Control-Allow-Origin", "*");
  } else {
    const bool known = std::any_of(
      options.origins.begin(), options.origins.end(),
      [origin](const auto& allowed) { return fits_origin(origin, allowed); });
    if (known)
      out.emplace_back("Access-Control-Allow-Origin", std::string{origin});
    out.emplace_back("Vary", "Origin");
  }
  if (options.credentials)
    out.emplace_back("Access-Control-Allow-Credentials", "true");
  if (!options.exposed_headers.empty())
    out.emplace_back(
      "Access-Control-Expose-Headers",
      boost::algorithm::join(options.exposed_headers, ","));
  return out;
}

reply preflight_reply(const config::cors_options& options, const request& req) {
  reply answer;
  answer.status = 204;
  answer.headers = cors_headers(options, req);
  answer.headers.emplace_back(
    "Access-Control-Allow-Methods",
    boost::algorithm::join(options.methods, ","));
  add_allowed_headers(options, req, answer.headers);
  if (options.max_age.count() > 0)
    answer.headers.emplace_back(
      "Access-Control-Max-Age", std::to_string(options.max_age.count()));
  // Safari waits for a body otherwise.
  answer.headers.emplace_back("Content-Length", "0");
  return answer;
}

} // namespace troupe::net
