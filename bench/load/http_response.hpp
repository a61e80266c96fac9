#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::bench {

/// Reads the answers on one HTTP connection, one at a time: bytes in, a code
/// and a body out, no I/O. Only what an Engine.IO server answers a client that
/// does not pipeline: a length, no chunks.
class response_reader {
public:
  enum class status : std::uint8_t { incomplete, complete, invalid };

  /// Takes what was read. Once an answer is complete, the next call begins the
  /// next one.
  status read(std::string_view bytes);

  int code() const noexcept { return code_; }
  /// Of a complete answer. It lies in the bytes given if they held all of it,
  /// and here otherwise; valid until the next `read`.
  std::string_view body() const noexcept { return body_; }
  /// What is wrong with an invalid answer.
  std::string_view problem() const noexcept { return problem_; }

private:
  status parse(std::string_view bytes);
  status parse_head(std::string_view head);
  status fail(const char* problem) noexcept;

  std::string kept_;
  std::size_t whole_ = 0; // head and body, once known
  std::size_t head_ = 0;
  int code_ = 0;
  bool ended_ = false;
  std::string_view body_;
  const char* problem_ = "";
};

} // namespace troupe::bench
