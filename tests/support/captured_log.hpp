#pragma once

#include "config/log.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace troupe::tests {

/// Keeps what goes to the log from its making to `end`. Standard error goes
/// the same way meanwhile: check nothing before the end.
class captured_log {
public:
  explicit captured_log(log::level lowest)
    : file_{std::tmpfile(), &std::fclose}
    , stderr_{::dup(STDERR_FILENO)} {
    ::dup2(::fileno(file_.get()), STDERR_FILENO);
    log::start(lowest, log::format::json, "test");
  }
  ~captured_log() { end(); }
  captured_log(const captured_log&) = delete;
  captured_log& operator=(const captured_log&) = delete;

  /// Ends the log; its lines. Whoever may still log has to have ended.
  std::vector<std::string> end() {
    std::vector<std::string> lines;
    if (stderr_ < 0)
      return lines;
    log::stop();
    ::dup2(stderr_, STDERR_FILENO);
    ::close(stderr_);
    stderr_ = -1;
    std::rewind(file_.get());
    std::string line;
    for (int c = std::fgetc(file_.get()); c != EOF; c = std::fgetc(file_.get()))
      if (c == '\n')
        lines.push_back(std::exchange(line, {}));
      else
        line += static_cast<char>(c);
    return lines;
  }

private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  int stderr_;
};

/// The value of `key` in a line of the log; empty if it is not there.
inline std::string value_of(const std::string& line, const std::string& key) {
  const auto name = "\"" + key + "\":\"";
  const auto at = line.find(name);
  if (at == std::string::npos)
    return {};
  const auto begin = at + name.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

} // namespace troupe::tests
