#define CAF_SUITE actors.recovery

#include "actors/recovery/recovery.hpp"

#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/room_fakes.hpp"

#include <array>
#include <memory>
#include <string>

using namespace troupe::tests;
using troupe::actors::recovery;
using troupe::actors::session_state;
using troupe::actors::thread_context;

namespace {

using offset = std::optional<std::uint64_t>;

/// What has to outlive the actor system.
struct two_threads {
  std::array<troupe::net::io_thread, 2> threads{
    troupe::net::io_thread{0}, troupe::net::io_thread{1}};
  std::array<std::unique_ptr<thread_context>, 2> contexts;
};

/// Two I/O threads of a node that the test turns by hand, with an adapter,
/// dispatchers and recoveries as they are. A pid is the number of its thread.
struct fixture : two_threads, actor_fixture {
  fixture() {
    using namespace troupe::actors;
    adapter::surroundings around;
    for (std::size_t i = 0; i < 2; ++i) {
      contexts[i] = std::make_unique<thread_context>(sys, threads[i]);
      contexts[i]->dispatcher =
        start<dispatcher>(std::ref(contexts[i]->index), std::ref(threads[i]));
      around.dispatchers.push_back(contexts[i]->dispatcher);
    }
    adapter_handle = start<adapter>("/", around);
    for (auto& context : contexts)
      context->adapter_of("/").set(adapter_handle);
    shared.settings.duration = std::chrono::minutes{1};
    shared.settings.sessions = 2;
    shared.settings.logs = {10, 1 << 20, std::chrono::minutes{2}};
    shared.node = 1;
    shared.offsets = &offsets;
    shared.make_pid = [](recovery::place at) {
      return std::to_string(at.thread);
    };
    shared.place_of =
      [](std::string_view id) -> std::optional<recovery::place> {
      if (id == "0" || id == "1")
        return recovery::place{1, id == "0" ? 0U : 1U};
      return recovery::place{id == "ann" ? 1U : 2U, 0};
    };
    for (std::size_t i = 0; i < 2; ++i)
      shared.threads.push_back(
        (recoveries[i] = std::make_unique<recovery>(*contexts[i], shared))
          .get());
    settle();
  }
  ~fixture() override {
    end_actors();
    recoveries = {};
    adapter_handle = nullptr;
    for (auto& context : contexts)
      context->release();
  }

  void settle() override {
    for (int i = 0; i < 20; ++i) {
      sched.run();
      for (auto& thread : threads)
        thread.turn({});
    }
  }
  /// Ann, of the lobby, is on a thread and loses her connection.
  void lose_ann(std::size_t thread = 0) {
    auto& context = *contexts[thread];
    ann.slot = context.index.open("/", ann);
    auto& link = context.adapter_of("/");
    link.send(attach_socket{"ann", ann.slot});
    link.send(join_room{"lobby", ann.slot});
    settle();
    recoveries[thread]->park(
      {recoveries[thread]->make_pid(), "ann", "/", {"lobby"}, "1", ann.slot});
  }
  void say(std::uint64_t number, std::vector<std::string> rooms = {"lobby"}) {
    auto made = make_broadcast(std::to_string(number), std::move(rooms));
    made.offset = number;
    contexts[0]->adapter_of("/").send(publish{share(std::move(made))});
    settle();
  }
  /// What comes of it when her client comes back: "ann: 1 2".
  std::string
  resume(const std::string& pid, offset last, std::size_t thread = 0) {
    std::string told;
    auto outcome =
      recoveries[thread]->resume({"/", pid, last}, back, [&told](bool come) {
        told = come ? "come" : "not to come";
      });
    if (std::holds_alternative<recovery::pending>(outcome)) {
      settle();
      if (told != "come")
        return told;
      outcome = recoveries[thread]->resume({"/", pid, last}, back, {});
    }
    const auto* found = std::get_if<recovery::resumed>(&outcome);
    if (!found)
      return "refused";
    std::string text = found->state.socket_id + ":";
    for (const auto& what : found->missed)
      text += ' ' + to_text(what);
    slot = found->state.slot;
    return text;
  }

  troupe::messages::offset_source offsets{1};
  recovery::surroundings shared;
  std::array<std::unique_ptr<recovery>, 2> recoveries;
  adapter_actor adapter_handle;
  fake_socket ann{"ann"};
  fake_socket back{"ann"};
  slot_id slot;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(recovering, fixture)

  CAF_TEST(a client that comes back has missed what was said meanwhile) {
    lose_ann();
    say(1);
    say(2, {});
    say(3, {"ann"});
    CAF_CHECK_EQUAL(resume("0", {}), "ann: 1 2 3");
    say(4);
    CAF_CHECK_EQUAL(back.heard.take(), "4");
    CAF_CHECK_EQUAL(ann.heard.take(), "");
  }

  CAF_TEST(a session is recovered once) {
    lose_ann();
    CAF_CHECK_EQUAL(resume("0", {}), "ann:");
    CAF_CHECK_EQUAL(resume("0", {}), "refused");
  }

  CAF_TEST(a session that cannot tell all is gone) {
    lose_ann();
    for (std::uint64_t i = 1; i <= 11; ++i)
      say(i);
    CAF_CHECK_EQUAL(resume("0", {}), "refused");
    CAF_CHECK_EQUAL(resume("0", 11), "refused");
    CAF_CHECK_EQUAL(contexts[0]->index.count({"/", "lobby"}), 0U);
  }

  CAF_TEST(a session comes from another thread with all that it missed) {
    lose_ann();
    say(1);
    say(2);
    CAF_CHECK_EQUAL(resume("0", 1, 1), "ann: 2");
    CAF_CHECK_EQUAL(slot.thread, 1U);
    say(3);
    say(4, {"ann"});
    CAF_CHECK_EQUAL(back.heard.take(), "3, 4");
    CAF_CHECK_EQUAL(contexts[0]->index.count({"/", "lobby"}), 0U);
  }

  CAF_TEST(it comes back from there by the same pid) {
    lose_ann();
    say(1);
    CAF_CHECK_EQUAL(resume("0", {}, 1), "ann: 1");
    recoveries[1]->park({"0", "ann", "/", {"lobby"}, "1", slot});
    say(2);
    CAF_CHECK_EQUAL(resume("0", 1, 0), "ann: 2");
    CAF_CHECK_EQUAL(slot.thread, 0U);
    recoveries[0]->park({"0", "ann", "/", {"lobby"}, "1", slot});
    CAF_CHECK_EQUAL(resume("0", 1, 0), "ann: 2");
  }

  CAF_TEST(what was handed over can be missed again) {
    lose_ann();
    for (std::uint64_t i = 1; i <= 3; ++i)
      say(i);
    CAF_CHECK_EQUAL(resume("0", 1, 1), "ann: 2 3");
    recoveries[1]->park({"0", "ann", "/", {"lobby"}, "1", slot});
    say(4);
    CAF_CHECK_EQUAL(resume("0", 2, 1), "ann: 3 4");
  }

  CAF_TEST(nobody has what cannot be told on another thread either) {
    lose_ann();
    say(1);
    CAF_CHECK_EQUAL(resume("0", 5, 1), "not to come");
    CAF_CHECK_EQUAL(resume("0", {}, 0), "refused");
  }

  CAF_TEST(a session of no thread and of no node is refused) {
    CAF_CHECK_EQUAL(resume("0", {}, 0), "refused");
    CAF_CHECK_EQUAL(resume("0", {}, 1), "not to come");
    CAF_CHECK_EQUAL(resume("other node", {}, 1), "refused");
  }

  CAF_TEST(the socket that seems to live gives way) {
    struct living final : troupe::actors::resumable {
      void give_way() override { ++asked; }
      int asked = 0;
    } old;
    recoveries[0]->enroll("0", old);
    bool come = false;
    const auto outcome =
      recoveries[0]->resume({"/", "0", {}}, back, [&](bool c) { come = c; });
    CAF_CHECK(std::holds_alternative<recovery::pending>(outcome));
    CAF_CHECK_EQUAL(old.asked, 1);
    lose_ann();
    CAF_CHECK(come);
    CAF_CHECK_EQUAL(resume("0", {}), "ann:");
  }

CAF_TEST(one that ends for good comes to nobody) {
  struct living final : troupe::actors::resumable {
    void give_way() override {}
  } old;
  recoveries[0]->enroll("0", old);
  bool told = false;
  recoveries[0]->resume({"/", "0", {}}, back, [&](bool c) { told = !c; });
  recoveries[0]->withdraw("0");
  CAF_CHECK(told);
  CAF_CHECK_EQUAL(resume("0", {}), "refused");
}

CAF_TEST_FIXTURE_SCOPE_END()
