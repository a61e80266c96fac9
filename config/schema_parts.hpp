#pragma once

#include "config/schema.hpp"

#include <array>
#include <cstddef>

// The parts of the schema, one per file, put together by schema.cpp.

namespace troupe::config {

using millis = duration<std::chrono::milliseconds>;
using whole_seconds = duration<std::chrono::seconds>;
using amount = count<std::size_t>;

inline constexpr std::int64_t million = 1'000'000;
inline constexpr std::int64_t gib = 1 << 30;

/// The way from `options` to a field, member by member.
template <auto... Members>
constexpr auto at =
  [](auto& values) -> decltype(auto) { return (values.*....*Members); };

/// Marks options that a server at work can change (`option::reloads`).
inline constexpr bool on_sighup = true;

std::span<const option> server_schema();
std::span<const option> engine_schema();
std::span<const option> socketio_schema(); ///< and recovery, cors
std::span<const option> auth_schema();
std::span<const option> limits_schema();
std::span<const option> rates_schema();      ///< limits, of rates and addresses
std::span<const option> operations_schema(); ///< log, http, ctl
std::span<const option> node_schema();       ///< node, cluster, web, chat

} // namespace troupe::config
