#include "net/local_request.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstdint>
#include <limits>
#include <sys/socket.h>
#include <sys/time.h>

namespace troupe::net {

namespace {

namespace http = boost::beast::http;
using local = boost::asio::local::stream_protocol;

/// Synchronous calls of Asio know no deadline; the socket itself does.
void set_timeout(local::socket& on, std::chrono::milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  timeval wait{};
  wait.tv_sec = seconds.count();
  wait.tv_usec = std::chrono::microseconds{time - seconds}.count();
  for (const int which : {SO_RCVTIMEO, SO_SNDTIMEO})
    ::setsockopt(on.native_handle(), SOL_SOCKET, which, &wait, sizeof wait);
}

} // namespace

local_answer ask_locally(
  const std::string& path, const std::string& method, const std::string& target,
  const std::string& body, std::chrono::milliseconds timeout) {
  boost::asio::io_context context;
  local::socket socket{context};
  socket.connect(local::endpoint{path});
  set_timeout(socket, timeout);
  constexpr unsigned http_1_1 = 11;
  http::request<http::string_body> asked{
    http::string_to_verb(method), target, http_1_1, body};
  asked.set(http::field::host, "localhost");
  asked.keep_alive(false);
  asked.prepare_payload();
  http::write(socket, asked);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  http::read(socket, buffer, parser);
  auto answer = parser.release();
  return {answer.result_int(), std::move(answer.body())};
}

bool is_listening_locally(const std::string& path) noexcept {
  try {
    boost::asio::io_context context;
    local::socket socket{context};
    boost::system::error_code failed;
    socket.connect(local::endpoint{path}, failed);
    return !failed;
  } catch (...) {
    return false; // too long for a path
  }
}

} // namespace troupe::net
