#pragma once

#include "troupe/ack.hpp"
#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// Binds a handler's own signature to an event's arguments.
///
/// Parameters, each optional, in this order: `socket&`; one per argument (any
/// type with from_json, `value` for the raw one, `std::optional<T>` where it
/// may be missing) or `const std::vector<value>&` for all of them; `ack`.
namespace troupe::detail {

/// What an event hands to its handlers.
struct event_call {
  socket& on;
  const std::vector<value>& arguments;
  const ack& reply;
};

/// False if the arguments do not fit the handler, which is then not called.
using event_handler = std::function<bool(const event_call&)>;

template <class F>
struct signature : signature<decltype(&F::operator())> {};
template <class R, class... As>
struct signature<R (*)(As...)> {
  using parameters = std::tuple<As...>;
};
template <class C, class R, class... As>
struct signature<R (C::*)(As...)> : signature<R (*)(As...)> {};
template <class C, class R, class... As>
struct signature<R (C::*)(As...) const> : signature<R (*)(As...)> {};

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

/// Reads one parameter from the argument at `at`, which it moves on; nothing
/// if it does not fit.
template <class P>
auto read_parameter(const event_call& call, std::size_t& at) {
  using type = std::remove_cvref_t<P>;
  const auto next = [&]() -> value {
    return at < call.arguments.size() ? call.arguments[at++] : value{};
  };
  if constexpr (std::is_same_v<type, socket>) {
    static_assert(
      std::is_lvalue_reference_v<P>, "take the socket by reference: socket&");
    return std::optional{std::ref(call.on)};
  } else if constexpr (std::is_same_v<type, ack>) {
    return std::optional{call.reply};
  } else if constexpr (std::is_same_v<type, std::vector<value>>) {
    at = call.arguments.size();
    return std::optional{std::cref(call.arguments)};
  } else if constexpr (std::is_same_v<type, value>) {
    return std::optional{next()};
  } else if constexpr (std::is_same_v<type, json>) {
    return std::optional{next().parse()};
  } else if constexpr (is_optional<type>::value) {
    const auto given = next();
    const bool missing = !given || given.text() == "null";
    auto read =
      missing ? type{} : given.template get<typename type::value_type>();
    return missing || read ? std::optional{std::move(read)}
                           : std::optional<type>{};
  } else {
    return next().template get<type>();
  }
}

template <class T>
T& as_argument(T& read) {
  return read;
}
template <class T>
T& as_argument(std::reference_wrapper<T>& read) {
  return read.get();
}

template <class F>
event_handler bind_event(F handler) {
  using parameters = typename signature<std::decay_t<F>>::parameters;
  return [handler = std::move(handler)](const event_call& call) mutable {
    return [&]<class... Ps>(std::tuple<Ps...>*) {
      [[maybe_unused]] std::size_t at = 0;
      // Braces, since their order of evaluation is left to right.
      auto read = std::tuple{read_parameter<Ps>(call, at)...};
      return std::apply(
        [&](auto&... each) {
          if (!(each.has_value() && ...))
            return false;
          handler(as_argument(*each)...);
          return true;
        },
        read);
    }(static_cast<parameters*>(nullptr));
  };
}

} // namespace troupe::detail
