#pragma once

#include <string_view>

/// Fuzz targets: what the code makes of one input, and the rules that have to
/// hold whatever it is. `docs/fuzzing.md` lists them.
namespace troupe::fuzz {

/// One target; linked into libFuzzer's main, one a program, and into
/// `tests-fuzz`, which replays what is kept, all of them.
class target {
public:
  using function = void (*)(std::string_view input);

  /// Adds it to those of the program; both must live for ever.
  target(std::string_view name, function run) noexcept;

  std::string_view name() const noexcept { return name_; }
  /// Runs one input from memory of exactly its size. Ends the process if it
  /// breaks a rule.
  void run(std::string_view input) const;

  /// The first one of the program, then those behind it; null at the end.
  static const target* first() noexcept;
  const target* next() const noexcept { return next_; }

private:
  std::string_view name_;
  function run_;
  const target* next_;
};

/// Ends the process, naming the rule, unless it holds.
void require(bool holds, std::string_view rule);

} // namespace troupe::fuzz

/// Defines a target: `TROUPE_FUZZ_TARGET(json) { … input … }`.
#define TROUPE_FUZZ_TARGET(name)                                               \
  static void run_##name(std::string_view input);                              \
  static const ::troupe::fuzz::target target_##name{#name, run_##name};        \
  static void run_##name(std::string_view input)
