#include "bench/load/frames.hpp"

#include <utility>

namespace troupe::bench {

namespace {

constexpr std::size_t mask_size = 4;

/// Writes the head without its mask; returns its size in bytes.
std::size_t write_head(char* to, opcode op, std::size_t length) noexcept {
  to[0] = static_cast<char>(0x80 | static_cast<unsigned>(op));
  if (length < 126) {
    to[1] = static_cast<char>(0x80 | length);
    return 2;
  }
  const std::size_t digits = length < 65536 ? 2 : 8;
  to[1] = static_cast<char>(digits == 2 ? 0xfe : 0xff);
  for (std::size_t i = 0; i < digits; ++i)
    to[2 + i] = static_cast<char>(length >> (8 * (digits - 1 - i)));
  return 2 + digits;
}

void mask_bytes(char* to, std::string_view from, std::uint32_t mask) noexcept {
  const std::uint64_t twice = static_cast<std::uint64_t>(mask) << 32 | mask;
  std::size_t i = 0;
  for (; i + sizeof twice <= from.size(); i += sizeof twice) {
    std::uint64_t word;
    std::memcpy(&word, from.data() + i, sizeof word);
    word ^= twice;
    std::memcpy(to + i, &word, sizeof word);
  }
  char key[sizeof twice];
  std::memcpy(key, &twice, sizeof twice);
  for (std::size_t k = 0; i < from.size(); ++i, ++k)
    to[i] = static_cast<char>(from[i] ^ key[k]);
}

} // namespace

void write_frame(
  std::string& out, opcode op, std::string_view payload, std::uint32_t mask) {
  char head[14];
  const auto size = write_head(head, op, payload.size());
  std::memcpy(head + size, &mask, mask_size);
  out.resize(size + mask_size + payload.size());
  std::memcpy(out.data(), head, size + mask_size);
  mask_bytes(out.data() + size + mask_size, payload, mask);
}

std::size_t frame_reader::restore(char* to) {
  if (!kept_)
    return 0;
  const auto bytes = std::exchange(kept_, nullptr);
  std::memcpy(to, bytes->data(), bytes->size());
  return bytes->size();
}

void frame_reader::keep(std::string_view bytes) {
  kept_ = std::make_unique<std::string>(bytes);
}

bool frame_reader::gather(const frame_head& head, std::string_view seen) {
  if (!fragments_)
    fragments_ = std::make_unique<std::string>();
  if (head.op == opcode::text)
    fragments_->clear();
  // More than this nobody looks at.
  if (fragments_->size() < seen_of_payload)
    fragments_->append(seen);
  return head.final;
}

} // namespace troupe::bench
