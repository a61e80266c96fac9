#include "troupe/nsp.hpp"

#include "troupe/inside/core.hpp"

#include <stdexcept>

namespace troupe {

nsp& nsp::on_connection(std::function<void(socket&)> f) {
  if (core_.listening())
    throw std::logic_error{"on_connection after listen: register handlers "
                           "first"};
  on_connection_.push_back(std::move(f));
  return *this;
}

nsp& nsp::recovery(bool enabled) {
  if (core_.listening())
    throw std::logic_error{"recovery after listen"};
  recovery_ = enabled;
  return *this;
}

} // namespace troupe
