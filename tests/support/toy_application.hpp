#pragma once

#include "actors/session/socket_handler.hpp"
#include "messages/frame.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace troupe::tests {

/// One namespace whose sockets do what events ask them to.
class toy_application final : public actors::application {
public:
  std::optional<std::size_t>
  find_nsp(std::string_view nsp, std::string_view) const override {
    return nsp == "/" ? std::optional<std::size_t>{0} : std::nullopt;
  }
  std::vector<std::string> nsps() const override { return {"/"}; }
  std::unique_ptr<actors::socket_handler> make_handler(
    std::size_t,
    const std::shared_ptr<actors::socket_context>& socket) const override {
    return std::make_unique<handler>(*this, socket);
  }
  std::unique_ptr<actors::raw_handler>
  make_raw_handler(unsigned, actors::raw_context&) const override {
    return nullptr;
  }

  std::optional<messages::slow_policy>
  slow_client(std::string_view) const override {
    return policy;
  }

  /// Of its one namespace.
  std::optional<messages::slow_policy> policy;
  /// Why sockets have gone, in order. Of one thread.
  mutable std::vector<std::string> goodbyes;

private:
  class handler final : public actors::socket_handler {
  public:
    handler(
      const toy_application& app,
      const std::shared_ptr<actors::socket_context>& of)
      : app_{app}
      , socket_{*of}
      , shared_{of} {}

    void on_connect() override {}
    void on_event(actors::incoming_event event) override {
      if (event.name == "throw")
        throw std::runtime_error{"thrown on purpose"};
      if (event.name == "join")
        socket_.join("lobby");
      else if (event.name == "tell")
        tell();
      else if (event.name == "identify")
        socket_.identify("ann");
      else if (event.name == "count")
        count();
    }
    void on_disconnecting(messages::close_reason, std::string_view) override {}
    void
    on_disconnect(messages::close_reason reason, std::string_view) override {
      app_.goodbyes.emplace_back(to_string(reason));
    }

  private:
    void tell() {
      messages::broadcast what;
      what.packet.text =
        messages::make_frame(messages::opcode::text, {"42[\"told\"]"});
      what.rooms = {"lobby"};
      socket_.publish(std::make_shared<const messages::broadcast>(what));
    }
    void count() {
      socket_.list_users({}, [shared = shared_](const auto* users) {
        const auto n = users ? std::to_string(users->size()) : "null";
        if (const auto socket = shared.lock())
          socket->emit("[\"users\"," + n + "]", {}, {});
      });
    }

    const toy_application& app_;
    actors::socket_context& socket_; ///< owns us
    std::weak_ptr<actors::socket_context> shared_;
  };
};

} // namespace troupe::tests
