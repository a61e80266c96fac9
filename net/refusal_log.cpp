#include "net/refusal_log.hpp"

#include "config/log.hpp"

namespace troupe::net {

void log_refusal(
  unsigned status, std::string_view reason, const messages::cause& why,
  std::string_view remote) {
  log::debug(
    "http", "request-refused",
    {{"status", status},
     {"reason", reason},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"value", why.value},
     {"remote", remote}});
}

} // namespace troupe::net
