#include "bench/micro/one_thread.hpp"

#include <caf/send.hpp>

namespace troupe::bench {

using namespace messages;

one_thread::one_thread() {
  config_.add_message_types<caf::id_block::troupe>();
  // As the server has it: stealing workers would be counted too.
  config_.set("scheduler.policy", caf::atom("sharing"));
  config_.set("scheduler.max-threads", std::size_t{1});
  system_ = std::make_unique<caf::actor_system>(config_);
  context_ = std::make_unique<actors::thread_context>(*system_, thread_);
}

one_thread::~one_thread() {
  for (const auto& each : actors_)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  actors_.clear();
  system_->await_all_actors_done();
  thread_.stop();
  context_->release();
}

one_room::one_room(std::size_t members)
  : members_{members} {
  all_.on_last = [this] {
    if (left_ == 0)
      return place_.done();
    publish_once();
  };
  auto& context = place_.context();
  actors::adapter::surroundings around;
  around.dispatchers = {place_.spawn<actors::dispatcher>(
    std::ref(context.index), std::ref(context.unit.thread()))};
  around.units = {&context.unit};
  adapter_ = place_.spawn<actors::adapter>("/", around);
  for (std::size_t i = 0; i < members; ++i)
    caf::anon_send(
      adapter_, join_room{"lobby", open("member" + std::to_string(i)).slot});
  guest_ = open("guest").slot;
  auto said = std::make_shared<broadcast>();
  said->packet.text = make_frame(opcode::text, {R"(42["hi"])"});
  said->rooms = {"lobby"};
  said_ = std::move(said);
  place_.start();
}

counting_target& one_room::open(std::string id) {
  auto& target = targets_.emplace_back(std::move(id), all_);
  target.slot = place_.context().index.open("/", target);
  return target;
}

void one_room::publish_once() {
  --left_;
  all_.awaited = all_.count + members_;
  caf::anon_send(adapter_, messages::publish{said_});
}

void one_room::publish(std::size_t times) {
  place_.run([this, times] {
    left_ = times;
    publish_once();
  });
}

void one_room::join_and_leave(std::size_t times) {
  place_.run([this, times] {
    for (std::size_t i = 0; i < times; ++i) {
      caf::anon_send(adapter_, join_room{"lobby", guest_});
      caf::anon_send(adapter_, leave_room{"lobby", guest_});
    }
    left_ = 1;
    publish_once(); // what comes behind them tells that all are through
  });
}

} // namespace troupe::bench
