#include "bench/load/proc_file.hpp"

#include <cstdlib>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace troupe::bench {

std::string read_proc(const std::string& path) {
  std::string text;
  const auto fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return text;
  char buffer[65'536];
  for (ssize_t n = 0; (n = ::read(fd, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return text;
}

std::uint64_t field(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
    const auto end = at + key.size();
    const bool begins = at == 0 || text[at - 1] == '\n';
    if (begins && end < text.size() && text[end] == ':')
      return std::strtoull(text.data() + end + 1, nullptr, 10);
  }
  return 0;
}

void each_entry(
  const std::string& folder, const std::function<void(const char*)>& each) {
  auto* opened = ::opendir(folder.c_str());
  if (!opened)
    return;
  while (const auto* entry = ::readdir(opened))
    if (entry->d_name[0] != '.')
      each(entry->d_name);
  ::closedir(opened);
}

} // namespace troupe::bench
