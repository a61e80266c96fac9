#include "messages/frame.hpp"

#include <cassert>
#include <cstring>
#include <new>
#include <utility>

namespace troupe::messages {

namespace {

std::uint8_t header_size(std::size_t payload) {
  return payload < 126 ? 2 : payload < 65536 ? 4 : 10;
}

/// Writes FIN, opcode and length (RFC 6455, section 5.2).
char* write_header(char* out, opcode op, std::size_t payload) {
  *out++ = static_cast<char>(0x80 | static_cast<unsigned>(op));
  if (payload < 126) {
    *out++ = static_cast<char>(payload);
    return out;
  }
  const int bytes = payload < 65536 ? 2 : 8;
  *out++ = bytes == 2 ? char{126} : char{127};
  for (int i = bytes - 1; i >= 0; --i)
    *out++ = static_cast<char>(std::uint64_t{payload} >> (8 * i));
  return out;
}

std::size_t total(std::initializer_list<std::string_view> parts) {
  std::size_t sum = 0;
  for (auto part : parts)
    sum += part.size();
  assert(sum < (std::size_t{1} << 31));
  return sum;
}

void append(char* out, std::initializer_list<std::string_view> parts) {
  for (auto part : parts) {
    if (!part.empty())
      std::memcpy(out, part.data(), part.size());
    out += part.size();
  }
}

} // namespace

frame_ptr make_frame(opcode op, std::initializer_list<std::string_view> parts) {
  const auto payload = total(parts);
  const auto header = header_size(payload);
  const auto size = header + payload;
  void* memory = ::operator new(sizeof(frame) + size);
  auto* made = new (memory) frame{op, header, static_cast<std::uint32_t>(size)};
  append(write_header(reinterpret_cast<char*>(made + 1), op, payload), parts);
  return frame_ptr{made};
}

frame_ptr make_compressed_frame(opcode op, std::string_view deflated) {
  constexpr char rsv1 = 0x40;
  const auto header = header_size(deflated.size());
  const auto size = header + deflated.size();
  void* memory = ::operator new(sizeof(frame) + size);
  auto* made = new (memory) frame{op, header, static_cast<std::uint32_t>(size)};
  auto* const start = reinterpret_cast<char*>(made + 1);
  append(write_header(start, op, deflated.size()), {deflated});
  *start = static_cast<char>(*start | rsv1);
  return frame_ptr{made};
}

frame_ptr make_bytes(std::initializer_list<std::string_view> parts) {
  const auto size = total(parts);
  void* memory = ::operator new(sizeof(frame) + size);
  auto* made =
    new (memory) frame{opcode::binary, 0, static_cast<std::uint32_t>(size)};
  append(reinterpret_cast<char*>(made + 1), parts);
  return frame_ptr{made};
}

frame_ptr with_trace(const frame_ptr& of, std::uint64_t trace) {
  if (of->trace() == trace)
    return of;
  void* memory = ::operator new(sizeof(frame) + of->size_ + sizeof trace);
  auto* made = new (memory) frame{of->op_, of->header_, of->size_};
  auto* const bytes = reinterpret_cast<char*>(made + 1);
  std::memcpy(bytes, of->bytes(), of->size_);
  std::memcpy(bytes + of->size_, &trace, sizeof trace);
  made->traced_ = true;
  made->plain_ = of->plain_;
  return frame_ptr{made};
}

frame_ptr uncompressed(const frame_ptr& of) {
  if (of->plain_)
    return of;
  const auto size = of->size_ + (of->traced_ ? sizeof(std::uint64_t) : 0);
  void* memory = ::operator new(sizeof(frame) + size);
  auto* made = new (memory) frame{of->op_, of->header_, of->size_};
  std::memcpy(reinterpret_cast<char*>(made + 1), of->bytes(), size);
  made->traced_ = of->traced_;
  made->plain_ = true;
  return frame_ptr{made};
}

encoded_packet with_trace(const encoded_packet& of, std::uint64_t trace) {
  return {with_trace(of.text, trace), of.attachments};
}

encoded_packet uncompressed(const encoded_packet& of) {
  encoded_packet made{uncompressed(of.text), nullptr};
  if (!of.attachments)
    return made;
  auto frames = std::make_shared<std::vector<frame_ptr>>();
  for (const auto& attachment : *of.attachments)
    frames->push_back(uncompressed(attachment));
  made.attachments = std::move(frames);
  return made;
}

std::uint64_t frame::trace() const noexcept {
  std::uint64_t id = 0;
  if (traced_)
    std::memcpy(&id, bytes() + size_, sizeof id);
  return id;
}

void intrusive_ptr_add_ref(const frame* f) noexcept {
  f->references_.fetch_add(1, std::memory_order_relaxed);
}

void intrusive_ptr_release(const frame* f) noexcept {
  // The last holder needs no atomic write, and most frames end that way.
  if (
    f->references_.load(std::memory_order_acquire) == 1 ||
    f->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    f->~frame();
    ::operator delete(const_cast<frame*>(f));
  }
}

} // namespace troupe::messages
