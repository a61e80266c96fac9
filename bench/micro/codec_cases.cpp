#include "bench/micro/cases.hpp"
#include "messages/attachments.hpp"
#include "messages/base64.hpp"
#include "messages/engineio.hpp"
#include "messages/json_text.hpp"
#include "messages/socketio.hpp"
#include "messages/utf8.hpp"

#include <benchmark/benchmark.h>

#include <string_view>

namespace troupe::bench {

namespace {

using benchmark::DoNotOptimize;
namespace socketio = messages::socketio;

constexpr std::string_view said =
  R"(["send-message",{"room":"lobby","message":"The quick brown fox."}])";
constexpr std::string_view with_attachment =
  R"(["upload",{"file":{"_placeholder":true,"num":0}}])";

/// A case whose body does `act` with a text.
template <class F>
micro_case on_text(std::string name, std::string text, F act) {
  return {std::move(name), [text = std::move(text), act] {
            return [text, act] { act(text); };
          }};
}

auto decode_socketio = [](const std::string& text) {
  DoNotOptimize(socketio::decode(text));
};

micro_case
encode_case(std::string name, socketio::outgoing packet, std::size_t bytes) {
  return {std::move(name), [packet, bytes] {
            const std::vector<std::string> attachments(
              bytes > 0 ? 1 : 0, std::string(bytes, 'x'));
            return [packet, attachments] {
              auto leaving = packet;
              leaving.attachments = attachments;
              DoNotOptimize(socketio::encode(leaving));
            };
          }};
}

body reassemble_one() {
  auto collected = std::make_shared<messages::reassembly>(1'000'000);
  return [collected, text = "51-" + std::string{with_attachment},
          bytes = std::string(1024, 'x')] {
    collected->begin(text, 1);
    DoNotOptimize(collected->add(bytes));
    DoNotOptimize(collected->take());
  };
}

void add_packet_cases(std::vector<micro_case>& to) {
  const std::string event{said};
  to.push_back(on_text("engineio decode", "42" + event, [](const auto& text) {
    std::string scratch;
    DoNotOptimize(messages::engineio::decode_packet(text, scratch));
  }));
  to.push_back(on_text("socketio decode event", "2" + event, decode_socketio));
  to.push_back(
    on_text("socketio decode event with ack", "217" + event, decode_socketio));
  to.push_back(on_text(
    "socketio decode event with attachment",
    "51-" + std::string{with_attachment}, decode_socketio));
  to.push_back(encode_case("socketio encode event", {.array = said}, 0));
  to.push_back(encode_case(
    "socketio encode event with ack", {.id = 17, .array = said}, 0));
  to.push_back(encode_case(
    "socketio encode event with attachment, 1 KiB", {.array = with_attachment},
    1024));
  to.push_back({"attachment reassembled, 1 KiB", reassemble_one});
}

} // namespace

void add_codec_cases(std::vector<micro_case>& to) {
  add_packet_cases(to);
  to.push_back(on_text("json check", std::string{said}, [](const auto& text) {
    DoNotOptimize(messages::check_json(text));
  }));
  to.push_back(
    on_text("json array split", std::string{said}, [](const auto& text) {
      DoNotOptimize(messages::array_elements(text));
    }));
  const auto check_utf8 = [](const std::string& text) {
    DoNotOptimize(messages::is_utf8(text));
  };
  to.push_back(
    on_text("utf8 check, 1 KiB ascii", std::string(1024, 'x'), check_utf8));
  std::string umlauts;
  while (umlauts.size() < 1024)
    umlauts += "\u00e4";
  to.push_back(
    on_text("utf8 check, 1 KiB of two bytes each", umlauts, check_utf8));
  const std::string bytes(1024, '\x5a');
  to.push_back(on_text("base64 encode, 1 KiB", bytes, [](const auto& from) {
    std::string out;
    messages::append_base64(out, from);
    DoNotOptimize(out);
  }));
  std::string encoded;
  messages::append_base64(encoded, bytes);
  to.push_back(on_text("base64 decode, 1 KiB", encoded, [](const auto& from) {
    DoNotOptimize(messages::decode_base64(from));
  }));
}

} // namespace troupe::bench
