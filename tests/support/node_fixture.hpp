#pragma once

#include "actors/node.hpp"
#include "actors/rooms/thread_context.hpp"
#include "actors/session/connection.hpp"
#include "net/listener.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/toy_application.hpp"
#include "tests/support/websocket_client.hpp"

#include <memory>
#include <string>
#include <vector>

namespace troupe::tests {

/// What has to outlive the actor system.
struct io_place {
  net::io_thread thread{0};
  std::unique_ptr<actors::thread_context> context;
};

/// A whole node with one I/O thread that the test turns by hand: sockets,
/// sessions and supervision as they are, but neither a thread nor a pause that
/// the test has not asked for.
class node_fixture : protected io_place, public actor_fixture {
protected:
  node_fixture() {
    context = std::make_unique<actors::thread_context>(sys, thread);
    sessions_ = std::make_unique<actors::session_context>(
      actors::session_context{*context, settings_, {}});
    settings_.engines.resize(1);
    settings_.app = &app;
    site_.engines.push_back({"/socket.io/", {true, true}, 1'000'000});
    // Nobody has told how to treat its sessions: asking for one is a crash.
    site_.engines.push_back({"/broken/", {true, true}, 1'000'000});
    site_.upward = &gateway_;
    site_.threads = {&thread};
    sets_.push_back(std::make_unique<net::session_set>(site_, thread, sets_));
    actors::node::surroundings around;
    around.name = "toy";
    around.threads = {context.get()};
    around.sessions = {sessions_.get()};
    around.gateway = &gateway_;
    around.nsps = app.nsps();
    around.on_give_up = [this] { ++gave_up; };
    node = keep(sys.spawn<actors::node>(std::move(around)));
  }
  /// By now the clients of the test have hung up, so all sessions end.
  ~node_fixture() override {
    stop();
    end_actors();
    sets_.clear();
    thread.stop();
    gateway_.release();
    context->release();
    node = nullptr;
  }

  void begin() {
    caf::anon_send(node, actors::start_node{});
    settle();
  }
  /// True if the node says that it has stopped.
  bool stop() {
    auto asked = self->request(node, caf::infinite, actors::stop_node{});
    settle();
    bool stopped = false;
    if (!self->mailbox().empty())
      asked.receive(
        [&](actors::node_stopped) { stopped = true; }, [](caf::error&) {});
    return stopped;
  }
  /// Lets go of all sessions, as a server does that could not end them.
  void drop_sessions() {
    sessions_->release();
    settle();
  }
  /// Far more turns than any message here has stations.
  void settle() override {
    for (int i = 0; i < 30; ++i) {
      sched.run();
      thread.turn({});
    }
  }

  /// Has a client's connection accepted.
  void
  accept(websocket_client& client, const std::string& path = "/socket.io/") {
    sets_.front()->add(client.other_end(), nullptr, nullptr);
    client.ask_for_session(path);
    settle();
  }
  /// Takes a client as far as its socket on the main namespace.
  void connect(websocket_client& client) {
    accept(client);
    send(client, "40");
    CAF_REQUIRE_EQUAL(client.take(), "HTTP 101, 0, 40");
  }
  void send(websocket_client& client, std::string_view packet) {
    client.send(packet);
    settle();
  }

  toy_application app;
  actors::node_actor node;
  int gave_up = 0;

private:
  actors::session_settings settings_;
  actors::inbound_gateway gateway_{settings_.ids, 0, 1};
  net::site site_;
  std::unique_ptr<actors::session_context> sessions_;
  std::vector<std::unique_ptr<net::session_set>> sets_;
};

} // namespace troupe::tests
