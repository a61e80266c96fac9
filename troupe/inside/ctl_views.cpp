#include "config/log.hpp"
#include "messages/tree_rows.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/inside/ctl_parts.hpp"

#include <charconv>
#include <map>
#include <unistd.h>

// What an operator looks at.

namespace troupe::detail {

namespace {

using messages::describe;

constexpr std::size_t most_rows = 100'000;
constexpr std::size_t default_rows = 1000;

/// Rows of a tree: of this node, and with `everywhere` of all nodes.
void gather_tree(
  const core& of, std::size_t top, bool everywhere, ctl_reply then) {
  const auto all = std::make_shared<ctl_gathering>(std::move(then));
  of.tree(top, [all, name = of.options().name](const auto& nodes) {
    all->add([&](ctl_answer& answer) {
      for (const auto& one : nodes)
        answer.rows.push_back(messages::to_row(one, name));
    });
  });
  if (!everywhere)
    return;
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::actor_tree;
  asked.text = std::to_string(top);
  of.ask_nodes(std::move(asked), [all](const users_answer& told) {
    all->add([&](ctl_answer& answer) {
      for (const auto& one : told.answers)
        for (auto& row : ctl_row::parse(one.text))
          answer.rows.push_back(std::move(row));
    });
    all->add_missing(told.missing);
  });
}

/// What a node has, as the sum of the lines of its tree.
struct node_sums {
  std::map<std::string, std::uint64_t> count;
  std::uint64_t sockets = 0;
  std::uint64_t users = 0;
  std::uint64_t queued = 0;
  std::uint64_t mailbox = 0;
  std::uint64_t restarts = 0;
  std::uint64_t age_ms = 0;

  void add(const ctl_row& row) {
    const auto& kind = row["kind"].get_ref<const std::string&>();
    const auto members = row["members"].get<std::uint64_t>();
    count[kind] += row["count"].get<std::uint64_t>();
    sockets += kind == "adapter" ? members : 0;
    users += kind == "user-registry" ? members : 0;
    queued += row["bytes"].get<std::uint64_t>();
    mailbox = std::max(mailbox, row["mailbox"].get<std::uint64_t>());
    restarts += row["restarts"].get<std::uint64_t>();
    age_ms = std::max(age_ms, row["age_ms"].get<std::uint64_t>());
  }
  ctl_row row(const std::string& node) const {
    const auto number = [this](const char* kind) {
      const auto found = count.find(kind);
      return found == count.end() ? 0 : found->second;
    };
    return {
      {"node", node},
      {"up_s", age_ms / 1000},
      {"connections", number("connection")},
      {"sockets", sockets},
      {"rooms", number("room")},
      {"users", users},
      {"peers", number("peer-link")},
      {"queued_bytes", queued},
      {"mailbox", mailbox},
      {"restarts", restarts}};
  }
};

std::map<std::string, node_sums> sum_up(const std::vector<ctl_row>& rows) {
  std::map<std::string, node_sums> all;
  for (const auto& row : rows)
    all[row["node"].get<std::string>()].add(row);
  return all;
}

/// The rooms of all nodes: those of one name are one room.
class room_sums {
public:
  /// Its parent is the adapter, and its name begins with the namespace.
  void add(const ctl_row& row) {
    const auto adapter = row["parent"].get<std::string>();
    const auto nsp = adapter.substr(adapter.find(':') + 1);
    auto& sum =
      sums_[{nsp, row["name"].get<std::string>().substr(nsp.size() + 1)}];
    sum.members += row["members"].get<std::uint64_t>();
    ++sum.nodes;
  }
  std::vector<ctl_row>
  rows(const std::optional<std::string>& wanted, std::size_t most) const {
    std::vector<ctl_row> all;
    for (const auto& [name, sum] : sums_)
      if (all.size() < most && (!wanted || name.first == *wanted))
        all.push_back(
          {{"nsp", name.first},
           {"room", name.second},
           {"members", sum.members},
           {"nodes", sum.nodes}});
    return all;
  }

private:
  struct sum {
    std::uint64_t members = 0;
    unsigned nodes = 0;
  };
  std::map<std::pair<std::string, std::string>, sum> sums_;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts)
    all += (all.empty() ? "" : " ") + part;
  return all;
}

ctl_row socket_row(const remote_socket& socket) {
  auto rooms = socket.rooms();
  std::erase(rooms, socket.id()); // its own
  const auto shown = socket.handshake();
  return {
    {"nsp", socket.nsp()},
    {"socket", socket.id()},
    {"address", shown.value("address", "")},
    {"since", shown.value("time", "")},
    {"rooms", joined(rooms)}};
}

ctl_row user_row(const user_entry& user) {
  return {
    {"user", user.user},
    {"nsp", user.nsp},
    {"socket", user.socket_id},
    {"rooms", joined(user.rooms)}};
}

std::string_view state_of(const readiness& now) {
  if (now.draining)
    return "draining";
  if (!now.listening)
    return "starting";
  return now.full ? "full" : "ready";
}

} // namespace

void ctl_status(core& on, const ctl_arguments&, const ctl_reply& reply) {
  gather_tree(on, 0, false, [&on, reply](const ctl_answer& tree) {
    auto row = sum_up(tree.rows)[on.options().name].row(on.options().name);
    row["version"] = TROUPE_VERSION;
    row["pid"] = ::getpid();
    row["state"] = state_of(on.readiness_now());
    row["listeners"] = joined(on.addresses());
    reply({{std::move(row)}});
  });
}

void ctl_tree(core& on, const ctl_arguments& given, const ctl_reply& reply) {
  gather_tree(
    on, given.amount("top", describe{}.top, describe::most),
    given.flag("cluster"), reply);
}

void ctl_nodes(core& on, const ctl_arguments&, const ctl_reply& reply) {
  gather_tree(on, 0, true, [reply](const ctl_answer& tree) {
    ctl_answer all{{}, tree.missing};
    for (const auto& [name, sums] : sum_up(tree.rows))
      all.rows.push_back(sums.row(name));
    reply(std::move(all));
  });
}

void ctl_rooms(core& on, const ctl_arguments& given, const ctl_reply& reply) {
  const auto wanted = given.text("nsp");
  const auto most = given.amount("limit", describe::most, describe::most);
  const auto merge = [wanted, most, reply](const ctl_answer& tree) {
    room_sums rooms;
    for (const auto& row : tree.rows)
      if (row["kind"] == "room" && row["count"] == 1)
        rooms.add(row);
    reply({rooms.rows(wanted, most), tree.missing});
  };
  gather_tree(on, most, true, merge);
}

void ctl_sockets(core& on, const ctl_arguments& given, const ctl_reply& reply) {
  const auto room = given.text("room");
  const auto most = given.amount("limit", default_rows, most_rows);
  with_nsps(on, given, [&on, room, most, reply](const auto& nsps) {
    const auto all = std::make_shared<ctl_gathering>(reply);
    for (const auto& nsp : nsps) {
      const auto everybody = broadcast_operator{on, nsp};
      (room ? everybody.to(*room) : everybody)
        .fetch_sockets([all, most](const sockets_fetched& told) {
          all->add([&](ctl_answer& answer) {
            for (const auto& socket : told.sockets)
              if (answer.rows.size() < most)
                answer.rows.push_back(socket_row(socket));
          });
          all->add_missing(told.missing);
        });
    }
  });
}

void ctl_users(core& on, const ctl_arguments& given, const ctl_reply& reply) {
  with_nsps(on, given, [&on, reply](const auto& nsps) {
    const auto all = std::make_shared<ctl_gathering>(reply);
    for (const auto& nsp : nsps) {
      messages::peer::question asked;
      asked.what = messages::peer::question::topic::list_users;
      asked.nsp = nsp;
      on.ask_nodes(std::move(asked), [all](const users_answer& told) {
        all->add([&](ctl_answer& answer) {
          for (const auto& user : told.users)
            answer.rows.push_back(user_row(user));
        });
        all->add_missing(told.missing);
      });
    }
  });
}

void ctl_health(core& on, const ctl_arguments&, const ctl_reply& reply) {
  on.check_pulse([&on, reply](bool well) {
    const auto state = state_of(on.readiness_now());
    reply({{{{"healthy", well}, {"state", state}}}});
  });
}

} // namespace troupe::detail
