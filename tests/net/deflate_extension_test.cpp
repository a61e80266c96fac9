#define CAF_SUITE net.deflate_extension

#include "net/deflate_extension.hpp"

#include "tests/support/test.hpp"

#include <vector>

using namespace troupe::net;

namespace {

std::string answer_to(const std::vector<std::string>& headers) {
  request handshake;
  handshake.headers.emplace_back("host", "x");
  for (const auto& header : headers)
    handshake.headers.emplace_back("sec-websocket-extensions", header);
  const auto terms = agree_on_deflate(handshake);
  if (!terms)
    return "none";
  constexpr std::string_view always =
    "permessage-deflate; server_no_context_takeover"
    "; client_no_context_takeover";
  CAF_CHECK(terms->answer.starts_with(always));
  return std::to_string(terms->window_bits) +
         terms->answer.substr(always.size());
}

struct row {
  std::string offer;
  std::string answer;
};

const std::vector<row> table = {
  {"permessage-deflate", "15"},
  {"PerMessage-Deflate", "15"},
  {"permessage-deflate; client_max_window_bits", "15"},
  {"permessage-deflate;client_max_window_bits=8", "15"},
  {"permessage-deflate ; client_max_window_bits = \"10\"", "15"},
  {"permessage-deflate; server_no_context_takeover"
   "; client_no_context_takeover",
   "15"},
  {"permessage-deflate; server_max_window_bits=9",
   "9; server_max_window_bits=9"},
  {"permessage-deflate; server_max_window_bits=15",
   "15; server_max_window_bits=15"},
  {"permessage-deflate; server_max_window_bits=\"12\"",
   "12; server_max_window_bits=12"},
  {"x-other; a=b, permessage-deflate", "15"},
  {"permessage-deflate; unknown, permessage-deflate", "15"},
  {"permessage-deflate; server_max_window_bits=8, permessage-deflate", "15"},
  // What cannot be met.
  {"permessage-deflate; unknown", "none"},
  {"permessage-deflate; server_max_window_bits", "none"},
  {"permessage-deflate; server_max_window_bits=7", "none"},
  {"permessage-deflate; server_max_window_bits=8", "none"},
  {"permessage-deflate; server_max_window_bits=16", "none"},
  {"permessage-deflate; server_max_window_bits=010", "none"},
  {"permessage-deflate; server_max_window_bits=1x", "none"},
  {"permessage-deflate; server_max_window_bits=999", "none"},
  {"permessage-deflate; client_max_window_bits=7", "none"},
  {"permessage-deflate; client_max_window_bits=16", "none"},
  {"permessage-deflate; server_no_context_takeover=1", "none"},
  {"permessage-deflate; client_no_context_takeover=true", "none"},
  {"permessage-deflate; client_max_window_bits; client_max_window_bits=9",
   "none"},
  {"permessage-deflate; server_no_context_takeover"
   "; server_no_context_takeover",
   "none"},
  {"x-webkit-deflate-frame", "none"},
  {"permessage-deflated", "none"},
  // What is no list of offers.
  {"", "none"},
  {",", "none"},
  {"permessage-deflate,", "none"},
  {"permessage-deflate;", "none"},
  {"permessage-deflate; client_max_window_bits=", "none"},
  {"permessage-deflate; client_max_window_bits=\"9", "none"},
  {"permessage-deflate, =", "none"},
  {"permessage-deflate x", "none"},
};

} // namespace

CAF_TEST(offers are met or declined by their parameters) {
  for (const auto& [offer, answer] : table) {
    CAF_MESSAGE(offer);
    CAF_CHECK_EQUAL(answer_to({offer}), answer);
  }
}

CAF_TEST(offers may come in several headers) {
  CAF_CHECK_EQUAL(answer_to({}), "none");
  CAF_CHECK_EQUAL(answer_to({"x-other", "permessage-deflate"}), "15");
  CAF_CHECK_EQUAL(
    answer_to(
      {"permessage-deflate; server_max_window_bits=9", "permessage-deflate"}),
    "9; server_max_window_bits=9");
}
