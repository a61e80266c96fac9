#define CAF_SUITE net.listener

#include "net/listener.hpp"

#include "net/thread_pulse.hpp"
#include "tests/support/test.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <future>
#include <memory>
#include <string>
#include <thread>

using namespace troupe::net;
using namespace std::chrono_literals;

namespace asio = boost::asio;

namespace {

/// A site without anything, served by two threads and one that accepts.
struct served {
  served() {
    for (auto& thread : threads)
      at.threads.push_back(&thread);
    at.accepting = &accepting;
    at.rules.resize(3);
    door = std::make_unique<listener>(at);
    door->open(
      {{troupe::config::listen_scheme::http, {"127.0.0.1", 0}, {}}}, nullptr);
    for (auto& thread : threads)
      thread.start();
    accepting.start();
    door->start();
  }
  ~served() {
    door->stop();
    accepting.stop();
    for (auto& thread : threads)
      thread.stop();
  }

  /// The status line that a new client gets.
  std::string ask() const {
    asio::io_context context;
    asio::ip::tcp::socket client{context};
    client.connect({asio::ip::make_address("127.0.0.1"), door->port()});
    asio::write(
      client, asio::buffer(std::string{"GET / HTTP/1.1\r\nHost: a\r\n\r\n"}));
    std::string answer;
    asio::read_until(client, asio::dynamic_buffer(answer), "\r\n");
    return answer.substr(0, answer.find('\r'));
  }

  site at;
  std::array<io_thread, 2> threads{io_thread{0}, io_thread{1}};
  io_thread accepting{2};
  std::unique_ptr<listener> door;
};

/// Holds a thread up while it lives, and lets others see it.
class hold_up {
public:
  explicit hold_up(io_thread& which)
    : which_{which} {
    const auto begun = std::make_shared<std::promise<void>>();
    which.post([&which, begun, end = end_.get_future().share()] {
      which.pulse().turned(clock::now() - 1h);
      begun->set_value();
      end.wait();
    });
    begun->get_future().wait();
  }
  ~hold_up() {
    end_.set_value();
    while (which_.pulse().is_held_up(clock::now()))
      std::this_thread::yield();
  }
  hold_up(const hold_up&) = delete;
  hold_up& operator=(const hold_up&) = delete;

private:
  io_thread& which_;
  std::promise<void> end_;
};

constexpr auto not_found = "HTTP/1.1 404 Not Found";

} // namespace

CAF_TEST(connections are served by all threads) {
  const served here;
  for (int n = 0; n < 4; ++n)
    CAF_CHECK_EQUAL(here.ask(), not_found);
}

CAF_TEST(a thread that is held up gets no new connections) {
  served here;
  for (auto& thread : here.threads) {
    const hold_up held{thread};
    for (int n = 0; n < 4; ++n)
      CAF_CHECK_EQUAL(here.ask(), not_found);
  }
}

CAF_TEST(once it turns again it serves the other half) {
  served here;
  { const hold_up held{here.threads[0]}; }
  const hold_up held{here.threads[1]};
  for (int n = 0; n < 4; ++n)
    CAF_CHECK_EQUAL(here.ask(), not_found);
}
