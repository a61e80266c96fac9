#pragma once

#include "actors/cluster/certificates.hpp"
#include "actors/cluster/formation.hpp"
#include "actors/type_ids.hpp"
#include "config/options.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>

#include <cstddef>
#include <memory>

namespace troupe::actors {

/// How CAF is set up for one server.
struct caf_config : caf::actor_system_config {
  explicit caf_config(const config::options& options) {
    add_message_types<caf::id_block::troupe>();
    certificates = load_remoting(*this, options);
    // Stealing workers burn a third of a core while nothing happens, and what
    // is scheduled (rather than hosted on an I/O thread) is rare.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{2});
    set("scheduler.max-throughput", std::size_t{64});
  }
  std::unique_ptr<certificate_files> certificates;
};

} // namespace troupe::actors
