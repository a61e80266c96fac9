#include "bench/load/driver.hpp"

#include "bench/load/requests.hpp"

#include <charconv>
#include <optional>

namespace troupe::bench {

namespace {

/// The rest of `json` behind `"key":`, without a parser: the answer to a
/// handshake is flat.
std::optional<std::string_view>
value_of(std::string_view json, std::string_view key) {
  const auto at = json.find(key);
  if (at == json.npos)
    return std::nullopt;
  return json.substr(at + key.size());
}

} // namespace

void driver::read_http(link& from, std::string_view bytes) {
  auto& owner = *from.owner;
  const bool polled = &from == &owner.main;
  auto& reader = polled ? owner.poll->polled : owner.poll->posted;
  switch (reader.read(bytes)) {
  case response_reader::status::incomplete:
    return;
  case response_reader::status::invalid:
    bad_answer(owner, reader.problem());
    return;
  case response_reader::status::complete:
    break;
  }
  if (reader.code() != 200)
    bad_answer(owner, bytes);
  else if (polled)
    on_polled(owner, reader.body());
  else {
    owner.poll->posting = false;
    send_post(owner);
  }
}

void driver::on_polled(client& to, std::string_view body) {
  if (to.at == stage::upgrading)
    to.at = stage::opening;
  while (!body.empty()) {
    const auto end = std::min(body.find(packet_separator), body.size());
    const auto packet = body.substr(0, end);
    measured_.counted.add(count::packets);
    on_packet(to, packet, packet.size());
    if (!to.main.open())
      return;
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  if (to.at == stage::opening) {
    bad_answer(to, "a handshake without an open packet");
    return;
  }
  send_poll(to);
}

void driver::open_poll(client& opened, std::string_view handshake) {
  auto& poll = *opened.poll;
  const auto sid = value_of(handshake, "\"sid\":\"");
  if (!sid) {
    bad_answer(opened, "a handshake without a sid");
    return;
  }
  poll.sid = sid->substr(0, sid->find('"'));
  if (const auto most = value_of(handshake, "\"maxPayload\":"))
    std::from_chars(most->data(), most->data() + most->size(), poll.most);
  send(opened, "40");
  if (!connect(poll.post, run_.where, opened.id, events_))
    fail(opened, count::fail_connect);
  else if (!poll.post.connecting)
    on_connected(poll.post);
}

void driver::send_poll(client& from) {
  write_poll(request_, run_.chosen, from);
  bench::send(from.main, request_, events_);
}

/// Sends what waits, up to what the server takes at a time, unless the answer
/// to the last POST is due first.
void driver::send_post(client& from) {
  auto& poll = *from.poll;
  if (
    poll.posting || poll.queue.empty() || !poll.post.open() ||
    poll.post.connecting)
    return;
  auto size = poll.queue.size();
  if (size > poll.most)
    size = std::min(size, poll.queue.rfind(packet_separator, poll.most));
  poll.posting = true;
  write_post(request_, run_.chosen, from, {poll.queue.data(), size});
  poll.queue.erase(0, std::min(size + 1, poll.queue.size()));
  bench::send(poll.post, request_, events_);
}

} // namespace troupe::bench
