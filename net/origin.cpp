#include "net/origin.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace troupe::net {

namespace {

constexpr std::string_view http = "http://";
constexpr std::string_view https = "https://";

/// Without the port that its scheme has anyway.
std::string_view without_default_port(std::string_view host, bool secure) {
  const std::string_view port = secure ? ":443" : ":80";
  if (host.ends_with(port))
    host.remove_suffix(port.size());
  return host;
}

} // namespace

bool fits_origin(std::string_view origin, std::string_view pattern) {
  if (pattern == "*")
    return true;
  constexpr std::string_view wildcard = "://*.";
  const auto at = pattern.find(wildcard);
  if (at == pattern.npos)
    return origin == pattern;
  const auto scheme = pattern.substr(0, at + 3);
  const auto domain = pattern.substr(at + wildcard.size() - 1);
  if (
    origin.size() <= scheme.size() + domain.size() ||
    !origin.starts_with(scheme) || !origin.ends_with(domain))
    return false;
  const auto below =
    origin.substr(scheme.size(), origin.size() - scheme.size() - domain.size());
  return below.find_first_of("/:@?#") == below.npos;
}

bool is_same_origin(std::string_view origin, const request& req) {
  const bool secure = origin.starts_with(https);
  if (!secure && (req.secure || !origin.starts_with(http)))
    return false;
  origin.remove_prefix(secure ? https.size() : http.size());
  const auto own = req.header("host").value_or("");
  return !own.empty() && boost::beast::iequals(
                           without_default_port(origin, secure),
                           without_default_port(own, secure));
}

bool allows_origin(const config::cors_options& options, const request& req) {
  const auto origin = req.header("origin");
  return !origin || is_same_origin(*origin, req) ||
         std::any_of(
           options.origins.begin(), options.origins.end(),
           [&](const auto& known) { return fits_origin(*origin, known); });
}

} // namespace troupe::net
