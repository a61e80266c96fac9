#include "net/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace troupe::net {

struct signals::state {
  boost::asio::io_context context{1};
  boost::asio::signal_set set{context};

  void next(const std::function<bool(int)>& on_signal) {
    set.async_wait([this, &on_signal](boost::system::error_code error, int n) {
      if (!error && on_signal(n))
        next(on_signal);
      else
        context.stop();
    });
  }
};

signals::signals()
  : state_{std::make_unique<state>()} {
}

signals::~signals() = default;

void signals::watch(std::initializer_list<int> numbers) {
  for (const int n : numbers)
    state_->set.add(n);
}

void signals::wait(const std::function<bool(int)>& on_signal) {
  state_->next(on_signal);
  state_->context.run();
}

void signals::stop() {
  state_->context.stop();
}

} // namespace troupe::net
