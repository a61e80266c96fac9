#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::messages::msgpack {

/// The next thing in MessagePack: a scalar, or the head of an array or map.
struct item {
  enum class kind : std::uint8_t {
    nil,
    undefined,
    boolean,
    natural,
    negative,
    real,
    date, ///< `negative` milliseconds since 1970
    text,
    bytes,
    array,
    map,
  };

  kind what = kind::nil;
  bool truth = false;
  std::uint32_t count = 0; ///< of an array's values, of a map's pairs
  std::uint64_t natural = 0;
  std::int64_t negative = 0;
  double real = 0;
  std::string_view bytes; ///< of a text too, which may be no UTF-8

  bool absent() const noexcept {
    return what == kind::nil || what == kind::undefined;
  }
};

/// Reads MessagePack item by item, views into what it was given. Of the
/// extension types it knows type 0, as notepack.io 2 writes it.
class item_reader {
public:
  explicit item_reader(std::string_view bytes)
    : rest_{bytes} {}

  bool empty() const noexcept { return rest_.empty(); }
  /// Nothing if what is there is cut off or of a kind that is not known.
  std::optional<item> next();
  /// Passes over nil or `undefined`; false if what comes next is neither.
  bool skip_absent();

private:
  std::optional<item> number(unsigned tag);
  std::optional<item> counted(item::kind what, unsigned bytes);
  std::optional<item> slice(item::kind what, std::uint64_t size);
  std::optional<item> fixed_extension(unsigned size);
  std::optional<item> counted_extension(unsigned bytes);
  std::optional<std::uint64_t> big_endian(unsigned bytes);

  std::string_view rest_;
};

} // namespace troupe::messages::msgpack
