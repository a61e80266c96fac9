#pragma once

#include "config/log.hpp"

#include <exception>
#include <utility>

// Not for users: their code where nobody but us would catch what it throws.

namespace troupe::detail {

/// Calls `f`, which may be empty; what it throws is logged and hurts nobody.
template <class F>
auto harmless(F f) {
  return [f = std::move(f)](const auto&... with) {
    try {
      if constexpr (requires { static_cast<bool>(f); }) {
        if (f)
          f(with...);
      } else {
        f(with...);
      }
    } catch (const std::exception& e) {
      log::error("actors", "answer-handler-threw", {{"err", e.what()}});
    } catch (...) {
      log::error("actors", "answer-handler-threw", {{"err", "no exception"}});
    }
  };
}

} // namespace troupe::detail
