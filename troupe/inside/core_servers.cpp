#include "config/log.hpp"
#include "messages/json_text.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/inside/harmless.hpp"

#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

// Events between the nodes of a cluster.

namespace troupe::detail {

namespace {

/// As Socket.IO has it.
constexpr auto answer_patience = std::chrono::seconds{5};

} // namespace

void core::send_to_servers(
  const std::string& nsp, const arguments_writer& event, bool wants_answer,
  std::function<void(const messages::nodes_answered&)> done) const {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::server_event;
  asked.nsp = nsp;
  asked.text = event.array();
  const auto attached = event.attachments();
  asked.attachments.assign(attached.begin(), attached.end());
  asked.wants_answer = wants_answer;
  if (system_)
    system_->ask_nodes(
      std::move(asked), harmless(std::move(done)), answer_patience);
}

void core::on_server_event(
  const std::string& nsp, std::string event, server_event_handler f) {
  on_server_event_.emplace(std::pair{nsp, std::move(event)}, std::move(f));
}

void core::take_server_event(
  const messages::peer::question& asked, server_ack reply) const noexcept {
  try {
    auto arguments = make_value({asked.text, asked.attachments}).elements();
    if (arguments.empty())
      return;
    const auto name = arguments.front().string().value_or("");
    arguments.erase(arguments.begin());
    const auto [first, last] =
      on_server_event_.equal_range(std::pair{asked.nsp, name});
    for (auto each = first; each != last; ++each)
      each->second(arguments, reply);
  } catch (const std::exception& e) {
    log::error("node", "server-event-handler-threw", {{"err", e.what()}});
  } catch (...) {
    log::error("node", "server-event-handler-threw", {{"err", "no exception"}});
  }
}

} // namespace troupe::detail
