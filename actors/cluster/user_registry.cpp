#include "actors/cluster/user_registry.hpp"

namespace troupe::actors {

user_registry::user_registry(caf::actor_config& config)
  : traced{config} {
  set_down_handler([this](caf::down_msg& news) { on_connection_down(news); });
}

user_registry::behavior_type user_registry::make_behavior() {
  return {
    [this](const user_online& m) {
      const auto owner = m.by->id();
      if (watched_.insert(owner).second)
        monitor(caf::actor_cast<caf::actor>(m.by));
      present_.put(m.entry, owner);
    },
    [this](const user_offline& m) { present_.erase(m.socket_id); },
    [this](const list_users& m) { return users_listed{present_.list(m)}; },
    [this](describe) { return describe_self(); },
  };
}

/// Sockets say by themselves that they leave; this is for those that could not.
void user_registry::on_connection_down(const caf::down_msg& news) {
  watched_.erase(news.source.id());
  if (const auto left = present_.erase_owner(news.source.id()); left > 0)
    log::debug("users", "users-left-with-connection", {{"members", left}});
}

described user_registry::describe_self() {
  tree_node self;
  self.kind = "user-registry";
  self.name = "users";
  self.members = present_.size();
  self.mailbox = mailbox_now();
  self.mailbox_highest = mailbox_highest();
  return described{{self}};
}

} // namespace troupe::actors
