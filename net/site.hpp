#pragma once

#include "config/options.hpp"
#include "net/address_quotas.hpp"
#include "net/engine_request.hpp"
#include "net/gateway.hpp"
#include "net/io_thread.hpp"
#include "net/proxy_trust.hpp"
#include "net/static_files.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace troupe::net {

class engine_hooks;
class page_hooks;
class queue_budget;

/// An Engine.IO server at a path of the site.
struct engine_endpoint {
  std::string path; ///< prefix of the request's path, ends in a slash
  engine_transports transports;
  std::size_t max_body = 1'000'000;
  const engine_hooks* hooks = nullptr; ///< null = the application has none
  bool also_bare = false; ///< the path without its slash is served too
};

/// What can change while the server is at work.
struct site_rules {
  config::cors_options cors;
  config::limit_options limits;
  proxy_trust proxies;
};

/// What all HTTP sessions of a server share; read-only once it listens, but for
/// the rules.
struct site {
  std::vector<engine_endpoint> engines;
  /// For each I/O thread, the accepting one last; each touches its own alone.
  std::vector<site_rules> rules = std::vector<site_rules>(1);
  static_files files;
  const page_hooks* pages = nullptr;     ///< asked before the files
  std::size_t max_page_body = 1'000'000; ///< of requests to the former
  gateway* upward = nullptr;
  queue_budget* budget = nullptr; ///< above it no session begins; may be null
  std::vector<io_thread*> threads;
  std::shared_ptr<address_quotas> quotas = std::make_shared<address_quotas>();
  io_thread* accepting = nullptr; ///< runs no handler; null = the first one

  io_thread& acceptor() const {
    return accepting ? *accepting : *threads.front();
  }
  const site_rules& rules_of(const io_thread& thread) const {
    return rules[thread.index()];
  }
};

} // namespace troupe::net
