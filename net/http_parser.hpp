#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <exception>
#include <iterator>
#include <string_view>

namespace troupe::net {

/// Beast's parser, used without its streams: bytes in, a request out.
struct http_parser {
  /// Takes in some of `bytes`; how many it has used. Beast throws for a field
  /// that is too long for its table (64 KiB); of ours, only a trailer could be.
  std::size_t put(std::string_view bytes, boost::system::error_code& error) {
    try {
      return beast.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    } catch (const std::exception&) {
      error = boost::beast::http::error::bad_value;
      return 0;
    }
  }
  std::size_t fields() const {
    const auto& all = beast.get();
    return static_cast<std::size_t>(std::distance(all.begin(), all.end()));
  }

  boost::beast::http::request_parser<boost::beast::http::string_body> beast;
};

} // namespace troupe::net
