#include "messages/utf8.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/beast_websocket.hpp"
#include "tests/support/websocket_bytes.hpp"

#include <cstdint>
#include <cstdio>
#include <string>

// F10: the WebSocket frame reader beside Beast's stream.

namespace {

using namespace troupe::tests;
using troupe::fuzz::require;

constexpr limits max{512, UINT32_MAX, false}; // Beast counts no fragments

/// A frame as it stands in the bytes, whether or not it may.
struct raw_frame {
  unsigned first = 0;
  bool whole_header = false;
  std::uint64_t length = 0;
  std::string payload; ///< what is there of it, unmasked
};

/// Takes the first frame off.
raw_frame take_frame(std::string_view& bytes) {
  const auto at = [&](std::size_t n) {
    return static_cast<unsigned char>(bytes[n]);
  };
  raw_frame made;
  made.first = at(0);
  const unsigned second = bytes.size() < 2 ? 0 : at(1);
  const unsigned shortest = second & 0x7F;
  const std::size_t more = shortest < 126 ? 0 : shortest == 126 ? 2 : 8;
  const std::size_t mask = (second & 0x80) != 0 ? 4 : 0;
  made.whole_header = bytes.size() >= 2 + more + mask;
  if (!made.whole_header) {
    bytes = {};
    return made;
  }
  made.length = more == 0 ? shortest : 0;
  for (std::size_t n = 0; n < more; ++n)
    made.length = made.length << 8 | at(2 + n);
  const auto key = bytes.substr(2 + more, mask);
  bytes.remove_prefix(2 + more + mask);
  made.payload = bytes.substr(0, made.length);
  bytes.remove_prefix(made.payload.size());
  for (std::size_t n = 0; mask != 0 && n < made.payload.size(); ++n)
    made.payload[n] ^= key[n % 4];
  return made;
}

/// The frame with which we have made up our mind, or the last one.
raw_frame deciding_frame(std::string_view bytes) {
  raw_frame last;
  for (auto rest = bytes; !rest.empty();) {
    last = take_frame(rest);
    const auto before = bytes.substr(0, bytes.size() - rest.size());
    if (!play(before, max).ends_with("open"))
      break;
  }
  return last;
}

/// True if both have told the same before their verdicts.
bool ends(
  std::string_view ours, std::string_view our_end, std::string_view theirs,
  std::string_view their_end) {
  return ours.ends_with(our_end) && theirs.ends_with(their_end) &&
         ours.substr(0, ours.size() - our_end.size()) ==
           theirs.substr(0, theirs.size() - their_end.size());
}

/// Of a close frame, what it says is `code` and `reason`.
bool is_intended_close(
  const raw_frame& close, const std::string& ours, const std::string& theirs) {
  if (close.payload.size() < 2 || close.payload.size() != close.length)
    return false;
  const unsigned code = static_cast<unsigned char>(close.payload[0]) << 8 |
                        static_cast<unsigned char>(close.payload[1]);
  const auto reason = close.payload.substr(2);
  const auto told =
    line("close " + std::to_string(code), reason).append("closed");
  if (!troupe::messages::is_utf8(reason))
    return ends(ours, "invalid UTF-8", theirs, "protocol error") ||
           (code >= 5000 && ours == theirs);
  if (code == 1014)
    return ends(ours, told, theirs, "protocol error");
  return code >= 5000 && ends(ours, "protocol error", theirs, told);
}

/// The differences that `net.websocket_frames_beast` lists, and no others.
bool is_intended(
  std::string_view bytes, const std::string& ours, const std::string& theirs) {
  const auto frame = deciding_frame(bytes);
  if (!frame.whole_header)
    return ends(ours, "protocol error", theirs, "open");
  if (frame.length >> 63 != 0)
    return ends(ours, "protocol error", theirs, "too big");
  if (frame.first == (fin | closing))
    return is_intended_close(frame, ours, theirs);
  // Text must end with a character even if its last fragment is empty.
  constexpr std::string_view bad = "invalid UTF-8";
  return frame.first == (fin | continuation) && frame.length == 0 &&
         ours.ends_with(bad) &&
         theirs.starts_with(ours.substr(0, ours.size() - bad.size()) + "text(");
}

} // namespace

TROUPE_FUZZ_TARGET(websocket_beast) {
  const auto ours = play(input, max);
  const auto theirs = play_beast(input, max);
  if (ours == theirs || is_intended(input, ours, theirs))
    return;
  std::fprintf(stderr, "ours: %s\ntheirs: %s\n", ours.c_str(), theirs.c_str());
  require(false, "our verdict is Beast's");
}
