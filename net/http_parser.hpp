#pragma once

#include "net/http_session.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace troupe::net {

/// Beast's parser, used without its streams: bytes in, a request out.
struct http_session::parser {
  boost::beast::http::request_parser<boost::beast::http::string_body> beast;
};

} // namespace troupe::net
