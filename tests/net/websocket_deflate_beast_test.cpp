#define CAF_SUITE net.websocket_deflate_beast

#include "net/deflate.hpp"

#include "net/deflate_extension.hpp"
#include "net/websocket_frames.hpp"
#include "tests/support/beast_websocket.hpp"
#include "tests/support/test.hpp"
#include "tests/support/websocket_bytes.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <random>

// Beast's client on one side, what our server does on the other.

using namespace troupe;
using namespace troupe::tests;

namespace {

namespace http = boost::beast::http;
using std::string;

class beast_client {
public:
  explicit beast_client(int server_window) {
    beast::websocket::permessage_deflate wanted;
    wanted.client_enable = true;
    wanted.server_max_window_bits = server_window;
    wanted.msg_size_threshold = 0;
    client_.set_option(wanted);
    client_.next_layer().connect(server_);
    beast::error_code failed = boost::asio::error::would_block;
    client_.async_handshake("x", "/", [&](beast::error_code e) { failed = e; });
    io_.poll();
    answer(take_sent());
    io_.restart();
    io_.poll();
    CAF_REQUIRE(!failed);
  }

  unsigned window() const noexcept { return window_; }

  /// The bytes of a message of this client.
  string say(const string& message, bool binary, bool fragments) {
    client_.binary(binary);
    client_.auto_fragment(fragments);
    client_.write_buffer_bytes(100);
    client_.write(boost::asio::buffer(message));
    return take_sent();
  }

  /// What this client makes of a frame of ours.
  string hear(const messages::frame_ptr& frame) {
    boost::asio::write(
      server_, boost::asio::buffer(frame->wire().data(), frame->wire().size()));
    beast::flat_buffer message;
    client_.read(message);
    return beast::buffers_to_string(message.data());
  }

private:
  string take_sent() {
    string sent{server_.str()};
    server_.clear();
    return sent;
  }

  void answer(const string& sent) {
    http::request_parser<http::string_body> parser;
    beast::error_code error;
    parser.put(boost::asio::buffer(sent), error);
    CAF_REQUIRE(!error);
    net::request head;
    for (const auto& field : parser.get()) {
      string name{field.name_string()};
      for (auto& c : name)
        c = static_cast<char>(c | 0x20);
      head.headers.emplace_back(name, field.value());
    }
    const auto terms = net::agree_on_deflate(head);
    CAF_REQUIRE(terms.has_value());
    window_ = terms->window_bits;
    const auto hello = net::switching_protocols(
      head, {{"Sec-WebSocket-Extensions", terms->answer}});
    boost::asio::write(server_, boost::asio::buffer(hello));
  }

  boost::asio::io_context io_;
  beast_stream client_{io_};
  beast::test::stream server_{io_};
  unsigned window_ = 0;
};

/// Text of words that come again and again, and now and then do not.
string random_text(std::mt19937& random) {
  string out;
  for (auto words = random() % 2000; words > 0; --words)
    out += random() % 3 == 0 ? std::to_string(random()) : "again ";
  return out;
}

} // namespace

CAF_TEST(our reader understands what Beast compresses) {
  std::mt19937 random{7692};
  beast_client client{15};
  for (int n = 0; n < 200; ++n) {
    const auto message = random_text(random);
    const bool binary = random() % 2 == 0;
    const auto bytes = client.say(message, binary, random() % 2 == 0);
    CAF_CHECK_NOT_EQUAL(bytes[0] & 0x40, 0);
    const auto told = line(binary ? "binary" : "text", message) + "open";
    CAF_REQUIRE(play(bytes, {.compression = true}) == told);
  }
}

CAF_TEST(Beast understands what we compress) {
  std::mt19937 random{6455};
  for (const int window : {9, 12, 15}) {
    beast_client client{window};
    CAF_CHECK_EQUAL(client.window(), static_cast<unsigned>(window));
    for (int n = 0; n < 100; ++n) {
      const auto message = random_text(random);
      const auto frame = net::deflate_frame(
        messages::make_frame(
          n % 2 == 0 ? messages::opcode::text : messages::opcode::binary,
          {message}),
        client.window());
      CAF_REQUIRE(client.hear(frame) == message);
    }
  }
}
