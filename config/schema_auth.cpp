#include "config/auth_key.hpp"
#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 2> modes{"none", "jwt"};

constexpr std::array part{
  option{
    "auth.mode", text{at<&options::auth, &auth_options::mode>, modes},
    "Whether clients have to show a signed token (JWT) that says who they are. "
    "none: they may call themselves what they like."},
  option{
    "auth.keys",
    list{
      at<&options::auth, &auth_options::keys>,
      {},
      is_auth_key,
      "ALGORITHM:path or kid=ALGORITHM:path with HS256, RS256, ES256 or EdDSA"},
    "Keys that tokens are signed with: HS256:/etc/troupe/secret, or "
    "2026=EdDSA:/etc/troupe/2026.pem for tokens with that kid. The file of "
    "HS256 is the secret, with no access for others; else it is a public key "
    "in "
    "PEM.",
    on_sighup},
  option{
    "auth.audience", text{at<&options::auth, &auth_options::audience>},
    "What has to be in a token's aud. Empty: not looked at.", on_sighup},
  option{
    "auth.issuer", text{at<&options::auth, &auth_options::issuer>},
    "What a token's iss has to be. Empty: not looked at.", on_sighup},
  option{
    "auth.user_claim", text{at<&options::auth, &auth_options::user_claim>},
    "The claim with the user's name.", on_sighup},
  option{
    "auth.leeway",
    whole_seconds{at<&options::auth, &auth_options::leeway>, 0s, 1h},
    "How far the clock of whoever signs may be from ours.", on_sighup},
  option{
    "auth.notice",
    whole_seconds{at<&options::auth, &auth_options::notice>, 0s, 24h},
    "How long before its token expires a client is told auth-expiring. 0s: not "
    "at all.",
    on_sighup},
  option{
    "auth.query_token", boolean{at<&options::auth, &auth_options::query_token>},
    "Whether a token may also stand in the query, as token=. Proxies log "
    "queries.",
    on_sighup},
};

} // namespace

std::span<const option> auth_schema() {
  return part;
}

} // namespace troupe::config
