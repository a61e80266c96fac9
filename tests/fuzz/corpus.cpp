#include "tests/fuzz/corpus.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>

namespace troupe::fuzz {

namespace {

constexpr std::size_t most_inputs = 300;
constexpr std::size_t longest_input = 4096;
constexpr std::size_t most_bytes = 150 * 1024;

/// What stands behind a backslash; takes it off `rest`.
std::optional<char> unescape(std::string_view& rest) {
  const char c = rest.empty() ? '\0' : rest.front();
  if (c == '\\' || c == '"') {
    rest.remove_prefix(1);
    return c;
  }
  unsigned char byte = 0;
  if (c != 'x' || rest.size() < 3)
    return {};
  const auto* const end = rest.data() + 3;
  if (std::from_chars(rest.data() + 1, end, byte, 16).ptr != end)
    return {};
  rest.remove_prefix(3);
  return static_cast<char>(byte);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

std::string to_line(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string line = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      line += c == '\\' || c == '"' ? "\\" : "";
      line += c;
    } else {
      line += "\\x";
      line += digits[byte >> 4];
      line += digits[byte & 15];
    }
  }
  return line += '"';
}

std::optional<std::string> from_line(std::string_view line) {
  if (line.size() < 2 || line.front() != '"' || line.back() != '"')
    return {};
  std::string bytes;
  auto rest = line.substr(1, line.size() - 2);
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    const auto read = c == '\\' ? unescape(rest) : c;
    if (!read || c == '"')
      return {};
    bytes += *read;
  }
  return bytes;
}

std::vector<kept_input> read_inputs(const std::filesystem::path& file) {
  std::vector<kept_input> inputs;
  std::ifstream in{file};
  std::string line;
  for (std::size_t at = 1; std::getline(in, line); ++at) {
    if (!line.starts_with('"'))
      continue;
    auto bytes = from_line(line);
    if (!bytes)
      throw std::runtime_error{
        file.string() + ":" + std::to_string(at) + ": not an input"};
    inputs.push_back({at, std::move(*bytes)});
  }
  return inputs;
}

void unpack(
  const std::vector<kept_input>& inputs, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& input : inputs) {
    const auto name = std::to_string(std::hash<std::string>{}(input.bytes));
    std::ofstream{folder / name, std::ios::binary} << input.bytes;
  }
}

std::string pack(const std::filesystem::path& folder) {
  std::vector<std::string> inputs;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.is_regular_file() && entry.file_size() <= longest_input)
      inputs.push_back(content_of(entry.path()));
  std::sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  // Of more than there may be, some of every size.
  std::string lines;
  std::size_t bytes = 0;
  const auto count = std::min(inputs.size(), most_inputs);
  for (std::size_t n = 0; n < count; ++n) {
    const auto& input = inputs[n * inputs.size() / count];
    bytes += input.size();
    if (bytes > most_bytes)
      break;
    lines += to_line(input) + '\n';
  }
  return lines;
}

} // namespace troupe::fuzz
