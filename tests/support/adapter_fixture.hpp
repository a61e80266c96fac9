#pragma once

#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"
#include "net/io_thread.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/room_fakes.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace troupe::tests {

/// An adapter with its rooms, real dispatchers of two threads, and one more
/// that has no sockets and writes down what it is told.
struct adapter_fixture : actor_fixture {
  adapter_fixture() {
    using troupe::actors::dispatcher;
    around.dispatchers = {
      start<dispatcher>(std::ref(indices[0]), std::ref(threads[0])),
      start<dispatcher>(std::ref(indices[1]), std::ref(threads[1])),
      keep(spy.spawn(sys))};
    begin();
    for (auto* socket : {&ann, &bob})
      attach(*socket, 0);
    attach(cid, 1);
    settle();
    spy.heard.take();
  }
  ~adapter_fixture() override {
    around.dispatchers.clear();
    end_actors();
  }

  void begin() { adapter = start<troupe::actors::adapter>("/", around); }
  void attach(fake_socket& socket, std::uint32_t thread) {
    socket.slot = indices[thread].open("/", socket);
    tell(attach_socket{socket.id(), socket.slot});
  }
  void detach(const fake_socket& socket) {
    indices[socket.slot.thread].close(socket.slot);
    caf::anon_send(around.dispatchers[socket.slot.thread], slots_closed{});
    tell(detach_socket{socket.id()});
  }
  void join(fake_socket& socket, const std::string& room) {
    socket.in.insert(room);
    tell(join_room{room, socket.slot});
  }
  void leave(fake_socket& socket, const std::string& room) {
    socket.in.erase(room);
    tell(leave_room{room, socket.slot});
  }
  void say_to(std::vector<std::string> rooms, std::string_view text) {
    tell(publish{share(make_broadcast(text, std::move(rooms)))});
  }
  template <class Message>
  void tell(Message what) {
    caf::anon_send(adapter, std::move(what));
  }
  /// The spy has no members, which the room wants to be told.
  void answer_for_spy() {
    settle();
    caf::anon_send(spy.room, members_found{2, 0});
    settle();
  }
  /// "ann: … bob: … cid: …", of those who heard something.
  std::string heard() {
    std::string all;
    for (auto* socket : {&ann, &bob, &cid})
      if (const auto lines = socket->heard.take(); !lines.empty())
        all += (all.empty() ? "" : "; ") + socket->id() + ": " + lines;
    return all;
  }

  net::io_thread threads[2] = {net::io_thread{0}, net::io_thread{1}};
  troupe::actors::room_index indices[2] = {
    troupe::actors::room_index{0}, troupe::actors::room_index{1}};
  fake_socket ann{"ann"};
  fake_socket bob{"bob"};
  fake_socket cid{"cid"};
  fake_dispatcher spy;
  troupe::actors::adapter::surroundings around;
  adapter_actor adapter;
};

} // namespace troupe::tests
