#include "actors/node.hpp"

#include <algorithm>
#include <functional>
#include <utility>

// Namespaces that are made on demand, and end when nobody is in them.
//
// One ends in three steps, since sockets may come at any time: each I/O thread
// forgets the way to its adapter, so that whoever comes now asks for a new one
// and waits; when all have, everything said to the adapter is in its mailbox,
// and it is asked whether it is empty. If not, the threads are told the way
// again.

namespace troupe::actors {

node::child* node::find_adapter(std::string_view nsp) {
  const auto found =
    std::find_if(children_.begin(), children_.end(), [&](const auto& c) {
      return c.what == kind::adapter && c.name == nsp;
    });
  return found == children_.end() ? nullptr : &*found;
}

void node::make_nsp(const std::string& nsp) {
  const auto* known = find_adapter(nsp);
  // One that is being let go of is announced, or made anew, when that is over.
  if (known || stopping_ || !around_.makes_nsp || !around_.makes_nsp(nsp))
    return;
  add(
    kind::adapter, nsp, std::hash<std::string>{}(nsp) % around_.threads.size());
  children_.back().on_demand = true;
  start(children_.back());
  log::info("node", "nsp-opened", {{"nsp", nsp}});
  if (around_.on_new_nsp)
    around_.on_new_nsp(nsp);
}

void node::pass_on(const publish_to_nsps& m) {
  for (const auto& c : children_)
    if (c.on_demand && c.actor && around_.makes_nsp(c.name) == m.family)
      send(caf::actor_cast<adapter_actor>(c.actor), publish{m.make(c.name)});
}

void node::let_go_of(const nsp_emptied& m) {
  auto* which = find_adapter(m.nsp);
  if (!which || which->holders > 0 || !which->actor || stopping_)
    return;
  which->holders = around_.threads.size();
  const auto self = caf::actor_cast<caf::actor_addr>(this);
  for (auto* thread : around_.threads)
    thread->unit.thread().post([thread, nsp = m.nsp, self] {
      thread->adapters.erase(nsp);
      if (const auto to = caf::actor_cast<node_actor>(self))
        caf::anon_send(to, nsp_let_go{nsp});
    });
}

void node::close_when_let_go(const nsp_let_go& m) {
  auto* which = find_adapter(m.nsp);
  if (!which || --which->holders > 0 || stopping_)
    return;
  const auto to = adapter_now(m.nsp);
  if (!to)
    return on_nsp_closed(m.nsp, false);
  request(to, std::chrono::seconds{5}, close_nsp{})
    .then(
      [this, nsp = m.nsp](nsp_closed news) { on_nsp_closed(nsp, news.empty); },
      [this, nsp = m.nsp](const caf::error&) { on_nsp_closed(nsp, false); });
}

void node::on_nsp_closed(const std::string& nsp, bool ended) {
  auto* which = find_adapter(nsp);
  if (!which || stopping_)
    return;
  if (!ended)
    return which->actor ? announce(*which) : void();
  which->actor = nullptr;
  if (const auto cluster = cluster_now())
    send(cluster, adapter_placed{nsp, {}, true});
  children_.erase(children_.begin() + (which - children_.data()));
  log::info("node", "nsp-closed", {{"nsp", nsp}});
  // Whoever came meanwhile has asked for it while there still was one.
  const auto self = caf::actor_cast<caf::actor_addr>(this);
  for (auto* thread : around_.threads)
    thread->unit.thread().post([thread, nsp, self] {
      const auto to = caf::actor_cast<node_actor>(self);
      if (to && thread->adapters.contains(nsp))
        caf::anon_send(to, open_nsp{nsp});
    });
}

} // namespace troupe::actors
