#include "app/web_directory.hpp"

#include "app/version.hpp"

#include <filesystem>
#include <system_error>

namespace troupe::app {

std::string find_web_directory() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto installed = program.parent_path() / web_from_program;
  if (!failed && std::filesystem::exists(installed / "index.html", failed))
    return installed.lexically_normal().string();
  return built_web_directory;
}

} // namespace troupe::app
