#pragma once

#include "troupe/event_binding.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace troupe {

namespace detail {

/// Text as a template argument.
template <std::size_t N>
struct fixed_text {
  constexpr fixed_text(const char (&text)[N]) {
    std::copy_n(text, N, characters);
  }
  constexpr std::string_view view() const { return {characters, N - 1}; }
  char characters[N];
};

} // namespace detail

/// Ties an event's name to the types of its arguments, checked when compiled:
///
///     using chat = troupe::event<"chat", std::string, int>;
///     socket.on<chat>([](const std::string& text, int room) { … });
///     socket.emit<chat>("hello", 7);
template <detail::fixed_text Name, class... Arguments>
struct event {
  static constexpr std::string_view name = Name.view();
  using arguments = std::tuple<Arguments...>;
};

/// `event<…>`, or any type that has a name and a tuple of arguments.
template <class T>
concept typed_event = requires {
  { T::name } -> std::convertible_to<std::string_view>;
  std::tuple_size<typename T::arguments>::value;
};

namespace detail {

template <class T>
concept meta_parameter = std::same_as<std::remove_cvref_t<T>, socket> ||
  std::same_as<std::remove_cvref_t<T>, ack>;

template <class... Ps>
struct parameter_list {};

/// A handler's parameters without `socket&` and `ack`, decayed.
template <class Kept, class... Ps>
struct strip {
  using type = Kept;
};
template <class... Kept, class P, class... Ps>
struct strip<parameter_list<Kept...>, P, Ps...>
  : strip<
      std::conditional_t<
        meta_parameter<P>, parameter_list<Kept...>,
        parameter_list<Kept..., std::remove_cvref_t<P>>>,
      Ps...> {};

template <class Wanted, class Given>
struct fits : std::false_type {};
template <class... Ws, class... Gs>
requires(sizeof...(Ws) == sizeof...(Gs)) //
  struct fits<parameter_list<Ws...>, std::tuple<Gs...>>
  : std::bool_constant<(std::constructible_from<Ws, const Gs&> && ...)> {
};

template <class Parameters, class Given>
struct handler_fits;
template <class... Ps, class Given>
struct handler_fits<std::tuple<Ps...>, Given>
  : fits<typename strip<parameter_list<>, Ps...>::type, Given> {};

template <class Given, class... Ts>
struct emit_fits : std::false_type {};
template <class... Gs, class... Ts>
requires(sizeof...(Gs) == sizeof...(Ts)) //
  struct emit_fits<std::tuple<Gs...>, Ts...>
  : std::bool_constant<(std::constructible_from<Gs, const Ts&> && ...)> {
};

} // namespace detail

/// `F` takes what `E` carries, besides `socket&` and `ack`.
template <class F, class E>
concept handler_of = typed_event<E> && detail::handler_fits <
                     typename detail::signature<std::decay_t<F>>::parameters,
typename E::arguments > ::value;

/// `Ts` are what `E` carries.
template <class E, class... Ts>
concept emits =
  typed_event<E> && detail::emit_fits<typename E::arguments, Ts...>::value;

/// The event with its arguments converted to the types that it is tied to.
template <typed_event E, class... Ts>
requires emits<E, Ts...> //
  arguments_writer make_typed_event(const Ts&... arguments) {
  return [&]<class... Gs>(std::type_identity<std::tuple<Gs...>>) {
    return make_event(E::name, Gs(arguments)...);
  }(std::type_identity<typename E::arguments>{});
}

} // namespace troupe
