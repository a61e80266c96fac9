#include "troupe/nsp.hpp"

#include "troupe/inside/core.hpp"

#include <stdexcept>

namespace troupe {

void nsp::require_set_up(const char* call) const {
  if (core_.listening())
    throw std::logic_error{
      std::string{call} + " after listen: register handlers first"};
}

nsp& nsp::use(std::function<void(socket&, next)> f) {
  require_set_up("use");
  middlewares_.push_back(std::move(f));
  return *this;
}

nsp& nsp::on_connection(std::function<void(socket&)> f) {
  require_set_up("on_connection");
  on_connection_.push_back(std::move(f));
  return *this;
}

} // namespace troupe
