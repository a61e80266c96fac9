#pragma once

#include "messages/slot.hpp"
#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// One or more room names: `"lobby"` or `{"lobby", "staff"}`.
class rooms {
public:
  rooms(const char* name)
    : names_{name} {}
  rooms(std::string name)
    : names_{std::move(name)} {}
  rooms(std::vector<std::string> names)
    : names_{std::move(names)} {}
  rooms(std::initializer_list<std::string> names)
    : names_{names} {}
  const std::vector<std::string>& names() const noexcept { return names_; }

private:
  std::vector<std::string> names_;
};

/// Picks sockets of one namespace, then says something to all of them.
///
/// A value: each call returns a changed copy, so it may be stored and used
/// again, from any thread.
class broadcast_operator {
public:
  broadcast_operator(
    const detail::core& of, std::string nsp, messages::slot_id sender = {});

  /// Adds to the union of rooms; a socket's id is a room of its own.
  broadcast_operator to(const rooms& in) const;
  broadcast_operator in(const rooms& in) const { return to(in); }
  /// Leaves out the sockets that are in any of these.
  broadcast_operator except(const rooms& out) const;
  /// May be dropped for a client that cannot take it at once.
  broadcast_operator volatile_() const;
  /// On this node alone.
  broadcast_operator local() const;

  /// Encoded once, whoever hears it.
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    say(make_event(event, arguments...));
  }
  void say(const arguments_writer& event) const;

private:
  const detail::core* core_;
  std::string nsp_;
  messages::slot_id sender_;
  std::vector<std::string> rooms_;
  std::vector<std::string> except_;
  bool volatile_flag_ = false;
  bool local_ = false;
};

} // namespace troupe
