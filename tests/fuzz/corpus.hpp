#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Inputs of a fuzz target as they are kept: in a text file, one a line between
/// double quotes, written as in libFuzzer's dictionaries (`\\`, `\"`, `\xAB`).
/// Lines that begin otherwise say something to readers.
namespace troupe::fuzz {

struct kept_input {
  std::size_t line = 0; ///< where it stands, from 1
  std::string bytes;
};

/// An input as a line, without its end.
std::string to_line(std::string_view bytes);
/// Nothing if `line` is none.
std::optional<std::string> from_line(std::string_view line);

/// Those of a file, none if there is no such file. Throws `std::runtime_error`
/// for a line that begins with a quote and is none.
std::vector<kept_input> read_inputs(const std::filesystem::path& file);

/// Writes each to a file of its own in `folder`, as libFuzzer wants them.
void unpack(
  const std::vector<kept_input>& inputs, const std::filesystem::path& folder);

/// The files of `folder` as lines, the shortest first: at most 300 of them, of
/// every size up to 4 KiB, and 150 KiB in all.
std::string pack(const std::filesystem::path& folder);

} // namespace troupe::fuzz
