#define CAF_SUITE messages.peer_broadcast

#include "messages/peer.hpp"

#include "messages/peer_recovery.hpp"
#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::messages::peer;

using std::string;

CAF_TEST(a broadcast reaches the other node whole but without its sender) {
  troupe::messages::broadcast what;
  what.rooms = {"r", "s"};
  what.except = {"e"};
  what.sender = {1, 2, 3};
  const std::vector<string> cases[] = {
    {}, {string("\0\xff", 2), "", string(300, 'x')}};
  for (const auto& attachments : cases) {
    what.is_volatile = !attachments.empty();
    what.trace = attachments.empty() ? 0 : 7;
    what.packet.text = make_frame(opcode::text, {"42[\"hi\"]"});
    std::vector<frame_ptr> frames;
    for (const auto& bytes : attachments)
      frames.push_back(make_frame(opcode::binary, {bytes}));
    what.packet.attachments =
      std::make_shared<const std::vector<frame_ptr>>(std::move(frames));
    auto batch = encode_broadcast("/chat", what);
    const auto news = decode<broadcast_news>(batch).value();
    CAF_CHECK_EQUAL(string{news.nsp}, "/chat");
    const auto made = make_broadcast(news);
    batch.assign(batch.size(), '?'); // what was made of it keeps its own
    CAF_CHECK(made->rooms == what.rooms && made->except == what.except);
    CAF_CHECK_EQUAL(made->is_volatile, what.is_volatile);
    CAF_CHECK(made->sender == slot_id{} && !made->local);
    CAF_CHECK_EQUAL(made->trace, what.trace);
    CAF_CHECK_EQUAL(made->packet.text->trace(), what.trace);
    CAF_CHECK(made->packet.text->wire() == what.packet.text->wire());
    CAF_REQUIRE_EQUAL(made->packet.frames(), 1 + attachments.size());
    for (std::size_t i = 0; i < attachments.size(); ++i) {
      CAF_CHECK((*made->packet.attachments)[i]->binary());
      CAF_CHECK((*made->packet.attachments)[i]->payload() == attachments[i]);
    }
  }
}

CAF_TEST(what is not to be compressed is not elsewhere either) {
  troupe::messages::broadcast what;
  what.packet.text = make_frame(opcode::text, {"4"});
  const auto again = [&what] {
    const auto batch = encode_broadcast("/", what);
    return make_broadcast(decode<broadcast_news>(batch).value());
  };
  CAF_CHECK(!again()->packet.text->plain());
  what.packet = uncompressed(what.packet);
  CAF_CHECK(again()->packet.text->plain());
}

CAF_TEST(a broadcast of a node that knows no traces has none) {
  const string fields{"\1/\0\0\0\0014\0\0", 9}; // up to its offset
  const auto news = decode<broadcast_news>(record{kind::broadcast, fields, {}});
  CAF_REQUIRE(news.has_value());
  CAF_CHECK_EQUAL(string{news->text}, "4");
  CAF_CHECK_EQUAL(news->trace, 0u);
  CAF_CHECK(!make_broadcast(*news)->packet.text->traced());
}

CAF_TEST(what is asked of sockets reaches the other node whole) {
  demand asked;
  asked.what = demand::act::join;
  asked.rooms = {"a", "b"};
  asked.close = true;
  asked.ack = 5;
  asked.patience = std::chrono::milliseconds{70};
  troupe::messages::broadcast what;
  what.rooms = {"r"};
  what.packet.text = make_frame(opcode::text, {"4"});
  what.wanted = std::make_shared<const demand>(asked);
  const auto batch = encode_wanted(request_id{9}, "/chat", what);
  const auto news = decode<wanted_news>(batch).value();
  CAF_CHECK_EQUAL(news.id, request_id{9});
  CAF_CHECK_EQUAL(string{news.of.nsp}, "/chat");
  const auto made = make_wanted(news);
  CAF_CHECK(made->rooms == what.rooms);
  CAF_REQUIRE(made->wanted != nullptr);
  CAF_CHECK(made->wanted->what == asked.what);
  CAF_CHECK(made->wanted->rooms == asked.rooms);
  CAF_CHECK(made->wanted->close);
  CAF_CHECK_EQUAL(made->wanted->ack, asked.ack);
  CAF_CHECK(made->wanted->patience == asked.patience);
}

CAF_TEST(a fence comes back as it went) {
  const fence sent{1, 2, 3, 4, 5, "/chat"};
  const auto batch = encode(make_fence_news(sent));
  const auto back = make_fence(decode<fence_news>(batch).value());
  CAF_CHECK_EQUAL(back.id, sent.id);
  CAF_CHECK_EQUAL(back.origin, sent.origin);
  CAF_CHECK_EQUAL(back.node, sent.node);
  CAF_CHECK_EQUAL(back.thread, sent.thread);
  CAF_CHECK_EQUAL(back.via, sent.via);
  CAF_CHECK_EQUAL(back.nsp, sent.nsp);
}
