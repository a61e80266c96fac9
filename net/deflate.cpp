#include "net/deflate.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <zlib.h>

namespace troupe::net {

namespace {

constexpr int memory_level = 8; // zlib's default
constexpr int widest_window = 15;
constexpr int gzip_wrapper = 16;       // zlib.h, deflateInit2
constexpr int at_block_boundary = 128; // zlib.h, inflate, of data_type
/// What a flush ends in, and a message leaves out (RFC 7692, section 7.2.1).
constexpr std::string_view flush_tail{"\0\0\xff\xff", 4};

Bytef* bytes_of(const char* text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text));
}

void give(z_stream& to, std::string_view bytes) {
  to.next_in = bytes_of(bytes.data());
  to.avail_in = static_cast<uInt>(bytes.size());
}

class deflater {
public:
  explicit deflater(int window) {
    if (
      ::deflateInit2(
        &stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, memory_level,
        Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc{};
  }
  ~deflater() { ::deflateEnd(&stream_); }
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;

  std::string run(std::string_view bytes, int flush) {
    ::deflateReset(&stream_);
    // A flush may take a block more than zlib's own bound counts.
    std::string out(::deflateBound(&stream_, bytes.size()) + 16, '\0');
    give(stream_, bytes);
    stream_.next_out = bytes_of(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream_, flush);
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

private:
  z_stream stream_{};
};

/// This thread's stream with such a window, in zlib's way to name it.
deflater& deflater_of(int window) {
  thread_local std::map<int, deflater> streams;
  return streams.try_emplace(window, window).first->second;
}

struct remembered {
  messages::frame_ptr plain;
  unsigned window_bits = 0;
  messages::frame_ptr packed;
};

/// A packet and its attachments go to one receiver after the other, so the last
/// frame alone would never be met again.
struct memory {
  std::array<remembered, 4> entries;
  std::size_t next = 0;
};

messages::frame_ptr
pack(const messages::frame_ptr& plain, unsigned window_bits) {
  auto bytes = deflater_of(-static_cast<int>(window_bits))
                 .run(plain->payload(), Z_SYNC_FLUSH);
  bytes.resize(bytes.size() - flush_tail.size());
  if (bytes.size() >= plain->payload().size())
    return plain;
  const auto op =
    plain->binary() ? messages::opcode::binary : messages::opcode::text;
  return messages::with_trace(
    messages::make_compressed_frame(op, bytes), plain->trace());
}

class inflater {
public:
  inflater() {
    if (::inflateInit2(&stream_, -widest_window) != Z_OK)
      throw std::bad_alloc{};
  }
  ~inflater() { ::inflateEnd(&stream_); }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  inflated
  run(std::string_view bytes, std::vector<char>& out, std::size_t most) {
    if (bytes.empty()) { // not even a block, but who would mean anything else
      out.clear();
      return inflated::ok;
    }
    ::inflateReset(&stream_);
    used_ = 0;
    ended_ = false;
    out.resize(
      std::min(most + 1, std::max<std::size_t>(256, 4 * bytes.size())));
    auto result = feed(bytes, out, most);
    if (result == inflated::ok && !ended_)
      result = feed(flush_tail, out, most);
    if (result != inflated::ok)
      return result;
    out.resize(used_);
    const bool whole = ended_ || (stream_.data_type & at_block_boundary) != 0;
    return whole ? inflated::ok : inflated::invalid;
  }

private:
  inflated
  feed(std::string_view bytes, std::vector<char>& out, std::size_t most) {
    give(stream_, bytes);
    do {
      if (used_ == out.size())
        out.resize(std::min(most + 1, 2 * out.size()));
      stream_.next_out = bytes_of(&out[used_]);
      stream_.avail_out = static_cast<uInt>(out.size() - used_);
      const int outcome = ::inflate(&stream_, Z_SYNC_FLUSH);
      used_ = out.size() - stream_.avail_out;
      if (used_ > most)
        return inflated::too_big;
      if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
        return inflated::invalid;
      ended_ = outcome == Z_STREAM_END && stream_.avail_in == 0;
      // Blocks may follow the one that calls itself the last (7.2.3.5).
      if (outcome == Z_STREAM_END && !ended_)
        ::inflateResetKeep(&stream_);
    } while (!ended_ && (stream_.avail_in > 0 || stream_.avail_out == 0));
    return inflated::ok;
  }

  z_stream stream_{};
  std::size_t used_ = 0;
  bool ended_ = false; ///< by a last block, at the end of the message
};

} // namespace

messages::frame_ptr
deflate_frame(const messages::frame_ptr& plain, unsigned window_bits) {
  thread_local memory known;
  for (const auto& entry : known.entries)
    if (entry.plain == plain && entry.window_bits == window_bits)
      return entry.packed;
  auto& oldest = known.entries[known.next++ % known.entries.size()];
  oldest = {plain, window_bits, pack(plain, window_bits)};
  return oldest.packed;
}

inflated inflate_message(
  std::string_view bytes, std::vector<char>& out, std::size_t most) {
  thread_local inflater stream;
  return stream.run(bytes, out, most);
}

std::string deflate_body(std::string_view bytes, body_format format) {
  const int wrapper = format == body_format::gzip ? gzip_wrapper : 0;
  return deflater_of(widest_window + wrapper).run(bytes, Z_FINISH);
}

} // namespace troupe::net
