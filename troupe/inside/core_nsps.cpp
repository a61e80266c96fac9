#include "troupe/inside/core.hpp"
#include "troupe/inside/harmless.hpp"
#include "troupe/inside/socket_events.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

// The namespaces that the user has named, and families of such.

namespace troupe::detail {

namespace {

std::string with_slashes(std::string name) {
  return name.starts_with('/') ? name : "/" + name;
}

} // namespace

nsp& core::nsp_of(const std::string& name) {
  const auto full = with_slashes(name);
  for (const auto& known : nsps_)
    if (!known.has && known.handlers->name() == full)
      return *known.handlers;
  if (listening())
    throw std::logic_error{
      "of(\"" + name +
      "\") after listen: name the "
      "namespaces first"};
  nsps_.push_back({std::unique_ptr<nsp>{new nsp{*this, full, false}}, {}});
  return *nsps_.back().handlers;
}

nsp& core::add_family(std::function<bool(std::string_view, const value&)> has) {
  if (listening())
    throw std::logic_error{"of() after listen: name the namespaces first"};
  nsps_.push_back(
    {std::unique_ptr<nsp>{new nsp{*this, "", true}}, std::move(has)});
  return *nsps_.back().handlers;
}

void core::require_nsp(const std::string& name) const {
  if (!find_nsp(name, {}))
    throw std::invalid_argument{
      "no namespace " + name + ": name it, or a family that has it, first"};
}

void core::on_new_nsp(std::function<void(const std::string&)> f) {
  if (listening())
    throw std::logic_error{"on_new_namespace after listen"};
  on_new_nsp_.push_back(std::move(f));
}

void core::publish_to_family(
  const nsp& of,
  std::function<messages::broadcast_ptr(const std::string&)> make) const {
  for (std::size_t i = 0; system_ && i < nsps_.size(); ++i)
    if (nsps_[i].handlers.get() == &of)
      system_->publish_to_family(i, std::move(make));
}

std::optional<messages::slow_policy>
core::slow_client(std::string_view nsp) const {
  const auto said = [](const named_nsp& known) {
    return known.handlers->slow_client_.has_value();
  };
  if (std::none_of(nsps_.begin(), nsps_.end(), said))
    return {}; // asking a family takes the user's time
  const auto found = find_nsp(nsp, {});
  return found ? nsps_[*found].handlers->slow_client_ : std::nullopt;
}

std::vector<std::string> core::nsps() const {
  std::vector<std::string> names;
  for (const auto& known : nsps_)
    if (!known.has)
      names.push_back(known.handlers->name());
  return names;
}

/// One by name wins over families, and of these the first.
std::optional<std::size_t>
core::find_nsp(std::string_view nsp, std::string_view auth) const {
  for (std::size_t i = 0; i < nsps_.size(); ++i)
    if (!nsps_[i].has && nsps_[i].handlers->name() == nsp)
      return i;
  const auto said =
    auth.empty() ? value{} : make_value({std::string{auth}, {}});
  for (std::size_t i = 0; i < nsps_.size(); ++i) {
    bool has = false;
    if (nsps_[i].has)
      harmless([&](const auto&... about) { has = nsps_[i].has(about...); })(
        nsp, said);
    if (has)
      return i;
  }
  return {};
}

bool core::recovers(const nsp& which) const {
  return which.recovery_.value_or(options_.recovery.enabled);
}

bool core::recovers(std::string_view name) const {
  const auto found = find_nsp(name, {});
  return found && recovers(*nsps_[*found].handlers);
}

std::unique_ptr<actors::socket_handler> core::make_handler(
  std::size_t found,
  const std::shared_ptr<actors::socket_context>& socket) const {
  return std::make_unique<socket_events>(
    *this, *nsps_.at(found).handlers, socket);
}

} // namespace troupe::detail
