#pragma once

#include "troupe/inside/ctl_commands.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

// Not for users: what the commands of `troupe ctl` are made of.

namespace troupe::detail {

/// What a command was given; throws `std::invalid_argument` with a readable
/// text for what it cannot take.
class ctl_arguments {
public:
  explicit ctl_arguments(const nlohmann::json& given)
    : given_{given} {
    if (!given.is_object())
      throw std::invalid_argument{"the arguments are not a JSON object"};
  }

  std::optional<std::string> text(const char* key) const {
    const auto found = given_.find(key);
    if (found == given_.end())
      return {};
    if (!found->is_string())
      throw std::invalid_argument{std::string{key} + " is not a text"};
    return found->get<std::string>();
  }
  bool flag(const char* key) const {
    const auto found = given_.find(key);
    return found != given_.end() && found->is_boolean() && found->get<bool>();
  }
  std::size_t
  amount(const char* key, std::size_t otherwise, std::size_t most) const {
    const auto found = given_.find(key);
    if (found == given_.end())
      return otherwise;
    if (!found->is_number_unsigned())
      throw std::invalid_argument{std::string{key} + " is not a number"};
    return std::min(found->get<std::size_t>(), most);
  }

private:
  const nlohmann::json& given_;
};

/// Gathers what several ask for at once, from any threads; replies when the
/// last of them has let go of it.
class ctl_gathering {
public:
  explicit ctl_gathering(ctl_reply to)
    : to_{std::move(to)} {}
  ~ctl_gathering() { to_(std::move(answer_)); }
  ctl_gathering(const ctl_gathering&) = delete;
  ctl_gathering& operator=(const ctl_gathering&) = delete;

  template <class Change>
  void add(Change change) {
    const std::lock_guard alone{guard_};
    change(answer_);
  }
  /// Each node is named once.
  void add_missing(const std::vector<std::string>& nodes) {
    add([&](ctl_answer& all) {
      for (const auto& name : nodes)
        if (
          std::find(all.missing.begin(), all.missing.end(), name) ==
          all.missing.end())
          all.missing.push_back(name);
    });
  }

private:
  std::mutex guard_;
  ctl_answer answer_;
  ctl_reply to_;
};
using ctl_gathering_ptr = std::shared_ptr<ctl_gathering>;

using ctl_command =
  void (*)(core&, const ctl_arguments&, const ctl_reply& reply);

// What is looked at.
void ctl_status(core&, const ctl_arguments&, const ctl_reply&);
void ctl_tree(core&, const ctl_arguments&, const ctl_reply&);
void ctl_nodes(core&, const ctl_arguments&, const ctl_reply&);
void ctl_rooms(core&, const ctl_arguments&, const ctl_reply&);
void ctl_sockets(core&, const ctl_arguments&, const ctl_reply&);
void ctl_users(core&, const ctl_arguments&, const ctl_reply&);
void ctl_health(core&, const ctl_arguments&, const ctl_reply&);
// What is done.
void ctl_trace(core&, const ctl_arguments&, const ctl_reply&);
void ctl_log_level(core&, const ctl_arguments&, const ctl_reply&);
void ctl_drain(core&, const ctl_arguments&, const ctl_reply&);
void ctl_disconnect(core&, const ctl_arguments&, const ctl_reply&);

/// Calls `then` with the namespaces that `given` names (`nsp`), or with all
/// that this node has.
void with_nsps(
  const core& of, const ctl_arguments& given,
  std::function<void(const std::vector<std::string>&)> then);

} // namespace troupe::detail
