#include "troupe/broadcast_operator.hpp"

#include "actors/session/ack_table.hpp"
#include "messages/rooms.hpp"
#include "messages/socketio.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/remote_socket.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

namespace troupe {

namespace {

/// Adds what is not there yet: naming a room twice means once.
void unite(std::vector<std::string>& all, const rooms& more) {
  for (const auto& name : more.names())
    if (std::find(all.begin(), all.end(), name) == all.end())
      all.push_back(name);
}

/// One that hardly any other node uses at this time: they all begin somewhere.
std::uint64_t next_shared_ack() {
  constexpr auto first = actors::ack_table::first_shared_id;
  static std::atomic<std::uint64_t> last{std::random_device{}()};
  return first + ++last % first;
}

messages::encoded_packet encode(
  const std::string& nsp, std::optional<std::uint64_t> id,
  const arguments_writer& event) {
  return messages::socketio::encode(
    {false, nsp, id, event.array(), event.attachments()});
}

} // namespace

void pending_acks::then(std::function<void(const broadcast_answers&)> done) && {
  ask_([done = std::move(done)](const messages::gathered& all) {
    broadcast_answers told;
    for (const auto& answer : all.answers)
      told.answers.push_back(detail::make_value(answer));
    told.clients = static_cast<std::size_t>(all.reached);
    told.missing = all.missing;
    done(told);
  });
}

broadcast_operator::broadcast_operator(
  const detail::core& of, std::string nsp, messages::slot_id sender,
  std::weak_ptr<actors::socket_context> asker, const troupe::nsp* family)
  : core_{&of}
  , nsp_{std::move(nsp)}
  , sender_{sender}
  , asker_{std::move(asker)}
  , family_{family} {
}

broadcast_operator broadcast_operator::to(const rooms& in) const {
  auto changed = *this;
  unite(changed.rooms_, in);
  return changed;
}

broadcast_operator broadcast_operator::except(const rooms& out) const {
  auto changed = *this;
  unite(changed.except_, out);
  return changed;
}

broadcast_operator broadcast_operator::volatile_() const {
  auto changed = *this;
  changed.volatile_flag_ = true;
  return changed;
}

broadcast_operator broadcast_operator::compress(bool wanted) const {
  auto changed = *this;
  changed.compress_ = wanted;
  return changed;
}

/// Once it has been encoded.
void broadcast_operator::finish(messages::broadcast& what) const {
  if (!compress_)
    what.packet = uncompressed(what.packet);
}

broadcast_operator broadcast_operator::local() const {
  auto changed = *this;
  changed.local_ = true;
  return changed;
}

broadcast_operator
broadcast_operator::timeout(std::chrono::milliseconds patience) const {
  auto changed = *this;
  changed.patience_ = patience;
  return changed;
}

std::shared_ptr<messages::broadcast> broadcast_operator::select() const {
  auto what = std::make_shared<messages::broadcast>();
  what->rooms = rooms_;
  what->except = except_;
  what->sender = sender_;
  what->is_volatile = volatile_flag_;
  what->local = local_;
  return what;
}

void broadcast_operator::say(const arguments_writer& event) const {
  if (family_)
    return core_->publish_to_family(
      *family_, [self = *this, event](const std::string& nsp) {
        auto what = self.select();
        self.core_->encode(nsp, event, *what);
        self.finish(*what);
        return what;
      });
  auto what = select();
  core_->encode(nsp_, event, *what);
  finish(*what);
  core_->publish(nsp_, std::move(what));
}

pending_acks broadcast_operator::ask(const arguments_writer& event) const {
  messages::demand wanted;
  wanted.what = messages::demand::act::ask;
  wanted.ack = next_shared_ack();
  wanted.patience = patience_;
  auto what = select();
  what->packet = encode(nsp_, wanted.ack, event);
  finish(*what);
  what->wanted = std::make_shared<const messages::demand>(std::move(wanted));
  return pending_acks{
    [self = *this, what = std::move(what)](gathered_callback done) {
      self.gather(what, std::move(done));
    }};
}

void broadcast_operator::fetch_sockets(
  std::function<void(const sockets_fetched&)> done) const {
  messages::demand wanted;
  wanted.what = messages::demand::act::fetch;
  const auto tell = [core = core_, nsp = nsp_,
                     done = std::move(done)](const messages::gathered& all) {
    sockets_fetched told{{}, all.missing};
    for (const auto& socket : all.sockets)
      told.sockets.push_back(remote_socket{*core, nsp, socket});
    done(told);
  };
  want(std::move(wanted), tell);
}

void broadcast_operator::sockets_join(const rooms& to) const {
  messages::demand wanted;
  wanted.what = messages::demand::act::join;
  wanted.rooms = to.names();
  want(std::move(wanted), {});
}

void broadcast_operator::sockets_leave(const rooms& from) const {
  messages::demand wanted;
  wanted.what = messages::demand::act::leave;
  wanted.rooms = from.names();
  want(std::move(wanted), {});
}

void broadcast_operator::disconnect_sockets(bool close) const {
  messages::demand wanted;
  wanted.what = messages::demand::act::disconnect;
  wanted.close = close;
  want(std::move(wanted), {});
}

void broadcast_operator::want(
  messages::demand what, gathered_callback done) const {
  what.patience = patience_;
  auto selected = select();
  selected->packet.text = messages::make_bytes({});
  selected->wanted = std::make_shared<const messages::demand>(std::move(what));
  gather(std::move(selected), std::move(done));
}

/// The answer comes where it was asked.
void broadcast_operator::gather(
  std::shared_ptr<messages::broadcast> what, gathered_callback done) const {
  if (family_)
    throw std::logic_error{"a family of namespaces can be emitted to, no more: "
                           "ask each by within()"};
  const auto asker = done ? asker_.lock() : nullptr;
  if (asker)
    done = [run = asker->runner(),
            done = std::move(done)](const messages::gathered& all) {
      run([done, all] { done(all); });
    };
  core_->gather(nsp_, std::move(what), std::move(done));
}

} // namespace troupe
