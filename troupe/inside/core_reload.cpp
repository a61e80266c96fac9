#include "config/log.hpp"
#include "config/reload.hpp"
#include "config/trace.hpp"
#include "troupe/inside/core.hpp"

#include <stdexcept>
#include <utility>

// What SIGHUP does: options that change while the server is at work.

namespace troupe::detail {

bool core::reload_certificates() {
  const std::lock_guard one_at_a_time{reloading_};
  return system_->reload_certificates();
}

bool core::reload(config::options next) {
  if (!listening())
    throw std::logic_error{"reload before listen"};
  const std::lock_guard one_at_a_time{reloading_};
  if (next.name.empty())
    next.name = reloaded_.name;
  const auto found = config::compare(reloaded_, next);
  auto wanted = config::reload(reloaded_, next);
  try {
    system_->reload(wanted);
  } catch (const std::runtime_error& e) {
    log::error("node", "reload-refused", {{"err", e.what()}});
    return false;
  }
  if (wanted.log.level != reloaded_.log.level)
    log::set_level(log::parse_level(wanted.log.level));
  if (wanted.log.trace != reloaded_.log.trace)
    log::set_trace(wanted.log.trace);
  log::set_lines_per_second(wanted.log.lines_per_second);
  reloaded_ = std::move(wanted);
  log::info("node", "reloaded", {{"options", config::join(found.reloads)}});
  if (!found.needs_restart.empty())
    log::warn(
      "node", "reload-needs-restart",
      {{"options", config::join(found.needs_restart)}});
  return true;
}

void core::reload_from(std::function<config::loaded()> source) {
  if (listening())
    throw std::logic_error{"reload_from after listen"};
  source_ = std::move(source);
}

void core::on_hangup() {
  log::reopen();
  if (!source_) {
    static_cast<void>(reload_certificates());
    return;
  }
  auto read = source_();
  for (const auto& err : read.errors)
    log::error("node", "reload-refused", {{"err", err}});
  if (read.errors.empty())
    reload(std::move(read.values));
}

} // namespace troupe::detail
