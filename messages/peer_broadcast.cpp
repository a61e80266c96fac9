#include "messages/peer.hpp"

#include <memory>
#include <utility>

// Broadcasts on their way to other nodes.

namespace troupe::messages::peer {

namespace {

broadcast_news
make_news(const std::string& nsp, const messages::broadcast& what) {
  broadcast_news news;
  news.nsp = nsp;
  news.rooms = what.rooms;
  news.except = what.except;
  news.is_volatile = what.is_volatile;
  news.offset = what.offset;
  news.trace = what.trace;
  if (what.packet.text) {
    news.text = what.packet.text->payload();
    news.plain = what.packet.text->plain();
  }
  if (what.packet.attachments)
    for (const auto& attachment : *what.packet.attachments)
      news.attachments.push_back(attachment->payload());
  return news;
}

encoded_packet make_packet(const broadcast_news& from) {
  encoded_packet made{
    with_trace(make_frame(opcode::text, {from.text}), from.trace), nullptr};
  if (!from.attachments.empty()) {
    std::vector<frame_ptr> attachments;
    for (const auto bytes : from.attachments)
      attachments.push_back(make_frame(opcode::binary, {bytes}));
    made.attachments =
      std::make_shared<const std::vector<frame_ptr>>(std::move(attachments));
  }
  return from.plain ? uncompressed(made) : made;
}

std::shared_ptr<messages::broadcast> make(const broadcast_news& from) {
  auto made = std::make_shared<messages::broadcast>();
  made->rooms = from.rooms;
  made->except = from.except;
  made->is_volatile = from.is_volatile;
  made->offset = from.offset;
  made->trace = from.trace;
  made->packet = make_packet(from);
  return made;
}

} // namespace

std::string
encode_broadcast(const std::string& nsp, const messages::broadcast& what) {
  return encode(make_news(nsp, what));
}

broadcast_ptr make_broadcast(const broadcast_news& from) {
  return make(from);
}

std::string encode_wanted(
  request_id id, const std::string& nsp, const messages::broadcast& what) {
  const auto& wanted = *what.wanted;
  wanted_news news;
  news.id = id;
  news.of = make_news(nsp, what);
  news.what = wanted.what;
  news.rooms = wanted.rooms;
  news.close = wanted.close;
  news.ack = wanted.ack;
  news.patience_ms = static_cast<std::uint64_t>(wanted.patience.count());
  return encode(news);
}

broadcast_ptr make_wanted(const wanted_news& from) {
  auto made = make(from.of);
  made->wanted = std::make_shared<const demand>(demand{
    from.what, from.rooms, from.close, from.ack,
    std::chrono::milliseconds{from.patience_ms}});
  return made;
}

} // namespace troupe::messages::peer
