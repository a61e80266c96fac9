#include "tests/fuzz/corpus.hpp"
#include "tests/fuzz/target.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

// tests-fuzz: runs the inputs that are kept through their targets, and turns
// them into libFuzzer's files and back.

namespace {

using namespace troupe::fuzz;
namespace fs = std::filesystem;

constexpr const char* usage =
  "usage: tests-fuzz TARGET                 replays its seeds and corpus\n"
  "       tests-fuzz TARGET FILE…           replays files, one input each\n"
  "       tests-fuzz TARGET --unpack FOLDER writes one file for each input\n"
  "       tests-fuzz TARGET --pack FOLDER   prints a corpus made of its files\n"
  "       tests-fuzz --list                 prints the targets' names\n";

/// Which input is running, for whoever reads of its failure.
std::string now_running;

extern "C" void on_abort(int) {
  [[maybe_unused]] const auto n =
    ::write(STDERR_FILENO, now_running.data(), now_running.size());
}

const target* find(std::string_view name) {
  const auto* at = target::first();
  while (at && at->name() != name)
    at = at->next();
  return at;
}

std::vector<fs::path> files_of(std::string_view name) {
  const fs::path here = TROUPE_SOURCE_DIR "/tests/fuzz";
  const auto file = std::string{name} + ".txt";
  return {here / "seeds" / file, here / "corpus" / file};
}

std::vector<kept_input> inputs_of(std::string_view name) {
  std::vector<kept_input> all;
  for (const auto& file : files_of(name))
    for (auto& input : read_inputs(file))
      all.push_back(std::move(input));
  return all;
}

int replay(const target& of) {
  std::size_t count = 0;
  for (const auto& file : files_of(of.name()))
    for (const auto& input : read_inputs(file)) {
      now_running =
        file.string() + ":" + std::to_string(input.line) + ": failed\n";
      of.run(input.bytes);
      ++count;
    }
  std::printf(
    "%.*s: %zu inputs\n", static_cast<int>(of.name().size()), of.name().data(),
    count);
  return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int replay_files(const target& of, std::span<char*> files) {
  for (const char* name : files) {
    std::string bytes;
    auto* const file = std::fopen(name, "rb");
    for (int c = 0; file && (c = std::fgetc(file)) != EOF;)
      bytes += static_cast<char>(c);
    if (file)
      std::fclose(file);
    now_running = std::string{name} + ": failed\n";
    of.run(bytes);
  }
  return EXIT_SUCCESS;
}

int list() {
  for (const auto* at = target::first(); at; at = at->next())
    std::printf("%s\n", std::string{at->name()}.c_str());
  return EXIT_SUCCESS;
}

int run(std::span<char*> arguments) {
  const std::string_view first = arguments.empty() ? "" : arguments[0];
  if (first == "--list")
    return list();
  const auto* const chosen = find(first);
  if (!chosen) {
    std::fputs(usage, stderr);
    return 2;
  }
  const std::string_view how = arguments.size() < 2 ? "" : arguments[1];
  if (how == "--unpack" && arguments.size() == 3)
    return unpack(inputs_of(first), arguments[2]), EXIT_SUCCESS;
  if (how == "--pack" && arguments.size() == 3)
    return std::fputs(pack(arguments[2]).c_str(), stdout) < 0;
  return how.empty() ? replay(*chosen)
                     : replay_files(*chosen, arguments.subspan(1));
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, on_abort);
  try {
    return run({argv + 1, static_cast<std::size_t>(argc) - 1});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "tests-fuzz: %s\n", e.what());
    return EXIT_FAILURE;
  }
}
