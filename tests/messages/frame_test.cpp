#define CAF_SUITE messages.frame

#include "messages/frame.hpp"

#include "tests/support/test.hpp"

#include <thread>

using namespace troupe::messages;

namespace {

using std::string;

} // namespace

CAF_TEST(headers take the shortest form that fits the length) {
  struct {
    std::size_t payload;
    string header;
  } cases[] = {
    {0, {"\x82\0", 2}},
    {1, "\x82\x01"},
    {125, "\x82\x7d"},
    {126, {"\x82\x7e\0\x7e", 4}},
    {127, {"\x82\x7e\0\x7f", 4}},
    {65535, "\x82\x7e\xff\xff"},
    {65536, {"\x82\x7f\0\0\0\0\0\1\0\0", 10}},
    {16'777'217, {"\x82\x7f\0\0\0\0\1\0\0\1", 10}},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.payload);
    const string payload(c.payload, 'x');
    const auto made = make_frame(opcode::binary, {payload});
    CAF_CHECK_EQUAL(made->wire().size(), c.header.size() + c.payload);
    CAF_CHECK(made->wire().substr(0, c.header.size()) == c.header);
    CAF_CHECK(made->payload() == payload);
  }
}

CAF_TEST(the first byte is FIN and the opcode) {
  const std::pair<opcode, unsigned> cases[] = {
    {opcode::text, 0x81}, {opcode::binary, 0x82}, {opcode::close, 0x88},
    {opcode::ping, 0x89}, {opcode::pong, 0x8A},
  };
  for (const auto& [op, first] : cases) {
    const auto made = make_frame(op, {"x"});
    CAF_CHECK_EQUAL(static_cast<unsigned char>(made->wire()[0]), first);
    CAF_CHECK_EQUAL(made->binary(), op == opcode::binary);
  }
}

CAF_TEST(parts are put together in order) {
  const auto made = make_frame(opcode::text, {"4", "", "2[\"hi\"", "]"});
  CAF_CHECK_EQUAL(string{made->payload()}, "42[\"hi\"]");
  CAF_CHECK_EQUAL(
    string{made->wire()}, "\x81\x08"
                          "42[\"hi\"]");
  CAF_CHECK_EQUAL(make_frame(opcode::text, {})->payload().size(), 0u);
  CAF_CHECK_EQUAL(make_frame(opcode::text, {{}})->wire().size(), 2u);
}

CAF_TEST(bytes go out as they are) {
  const auto made = make_bytes({"HTTP/1.1 ", "200 OK"});
  CAF_CHECK_EQUAL(string{made->wire()}, "HTTP/1.1 200 OK");
  CAF_CHECK_EQUAL(string{made->payload()}, "HTTP/1.1 200 OK");
}

CAF_TEST(a packet counts its text and its attachments) {
  encoded_packet packet{make_frame(opcode::text, {"4"}), {}};
  CAF_CHECK_EQUAL(packet.frames(), 1u);
  packet.attachments =
    std::make_shared<std::vector<frame_ptr>>(std::vector<frame_ptr>{
      make_frame(opcode::binary, {"a"}), make_frame(opcode::binary, {"b"})});
  CAF_CHECK_EQUAL(packet.frames(), 3u);
}

CAF_TEST(a frame lives as long as its last holder whatever the thread) {
  auto made = make_frame(opcode::text, {"shared"});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([copy = made] {
      std::vector<frame_ptr> copies;
      for (int n = 0; n < 1000; ++n)
        copies.push_back(copy);
    });
  const auto kept = std::move(made);
  for (auto& thread : threads)
    thread.join();
  CAF_CHECK(made == nullptr);
  CAF_CHECK_EQUAL(string{kept->payload()}, "shared");
}

CAF_TEST(a traced frame is the same but for its name) {
  const auto plain = make_frame(opcode::text, {"42[\"hi\"]"});
  CAF_CHECK(!plain->traced());
  CAF_CHECK_EQUAL(plain->trace(), 0u);
  CAF_CHECK(with_trace(plain, 0) == plain);
  const auto traced = with_trace(plain, 0x1122334455667788);
  CAF_CHECK(traced->traced());
  CAF_CHECK_EQUAL(traced->trace(), 0x1122334455667788u);
  CAF_CHECK_EQUAL(traced->wire(), plain->wire());
  CAF_CHECK_EQUAL(traced->payload(), plain->payload());
  CAF_CHECK(!traced->binary());
  CAF_CHECK(with_trace(traced, traced->trace()) == traced);
  CAF_CHECK(with_trace(make_frame(opcode::binary, {}), 1)->binary());
}

CAF_TEST(a frame that is not to be compressed is the same but for that) {
  const auto made = make_frame(opcode::binary, {"abc"});
  CAF_CHECK(!made->plain());
  const auto plain = uncompressed(made);
  CAF_CHECK(plain->plain());
  CAF_CHECK(plain->binary());
  CAF_CHECK_EQUAL(plain->wire(), made->wire());
  CAF_CHECK(uncompressed(plain) == plain);
  const auto traced = with_trace(plain, 7);
  CAF_CHECK(traced->plain());
  const auto both = uncompressed(with_trace(made, 7));
  CAF_CHECK(both->plain());
  CAF_CHECK_EQUAL(both->trace(), 7u);
}

CAF_TEST(attachments of what is not to be compressed are not either) {
  const encoded_packet made{
    make_frame(opcode::text, {"4"}),
    std::make_shared<std::vector<frame_ptr>>(
      std::vector<frame_ptr>{make_frame(opcode::binary, {"a"})})};
  const auto plain = uncompressed(made);
  CAF_CHECK(plain.text->plain());
  CAF_CHECK(plain.attachments->front()->plain());
  CAF_CHECK(!made.text->plain());
}
