#include "actors/rooms/room_log.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace troupe::actors {

namespace {

/// What an entry takes besides its frames.
constexpr std::size_t entry_bytes = 160;
/// As many as that may still come late over another way.
constexpr std::size_t most_heard = 4096;
constexpr auto heard_age = std::chrono::seconds{5};

std::size_t size_of(const room_log::entry& e) {
  auto bytes = entry_bytes;
  if (!e.what)
    return bytes;
  bytes += e.what->packet.text->wire().size();
  if (const auto& attachments = e.what->packet.attachments)
    for (const auto& each : *attachments)
      bytes += each->wire().size();
  return bytes;
}

/// Where the offset was heard first; nothing if it was not.
std::optional<std::uint64_t>
position(std::span<const log_view> logs, const recall_request& asked) {
  if (!asked.offset)
    return asked.opened;
  std::optional<std::uint64_t> first;
  for (const auto& view : logs)
    if (
      const auto at =
        view.log ? view.log->find(*asked.offset, view.since) : std::nullopt)
      first = std::min(first.value_or(*at), *at);
  if (first)
    return first;
  // A client names what it heard before it began anew if nothing came since.
  for (const auto& view : logs) {
    const auto at = view.log ? view.log->find(*asked.offset, 0) : std::nullopt;
    if (at && *at <= asked.opened)
      return asked.opened;
  }
  return {};
}

class merger {
public:
  merger(
    std::span<const log_view> logs, const recall_request& asked,
    std::uint64_t from)
    : logs_{logs}
    , asked_{asked}
    , from_{from} {}

  void collect() {
    for (const auto& view : logs_)
      if (view.log)
        collect_heard(view);
    for (const auto& view : logs_)
      if (view.log)
        collect_missed(view);
    std::stable_sort(
      missed_.begin(), missed_.end(),
      [](const auto* a, const auto* b) { return a->seq < b->seq; });
  }

  /// Nothing if that is more than one log may have.
  std::optional<recalled> take() {
    recalled all{{}, std::move(heard_)};
    std::unordered_set<std::uint64_t> once;
    std::size_t bytes = 0;
    for (const auto* e : missed_) {
      if (!once.insert(e->offset).second)
        continue;
      bytes += size_of(*e);
      all.missed.push_back(e->what);
    }
    const auto& most = asked_.bounds;
    if (all.missed.size() > most.packets || bytes > most.bytes)
      return {};
    return all;
  }

private:
  void collect_heard(const log_view& view) {
    const auto& entries = view.log->entries();
    const auto oldest = entries.empty() ? room_log::clock::time_point{}
                                        : entries.back().at - heard_age;
    for (auto e = entries.rbegin(); e != entries.rend(); ++e) {
      if (e->seq > from_)
        continue;
      if (heard_.size() < most_heard && e->at >= oldest)
        heard_.push_back(e->offset);
      if (e->in_parts && e->seq > view.since)
        in_parts_.insert(e->offset);
    }
  }

  void collect_missed(const log_view& view) {
    const auto after = std::max(from_, view.since);
    const auto& entries = view.log->entries();
    for (auto e = entries.rbegin(); e != entries.rend() && e->seq > after; ++e)
      if (
        e->what && e->offset != asked_.offset &&
        !in_parts_.contains(e->offset) && !asked_.left_out(*e->what))
        missed_.push_back(&*e);
  }

  std::span<const log_view> logs_;
  const recall_request& asked_;
  std::uint64_t from_;
  std::vector<const room_log::entry*> missed_;
  std::vector<std::uint64_t> heard_;
  /// Heard with an earlier part.
  std::unordered_set<std::uint64_t> in_parts_;
};

} // namespace

void room_log::append(entry e, const log_bounds& bounds) {
  bytes_ += size_of(e);
  const auto now = e.at;
  entries_.push_back(std::move(e));
  forget(now - bounds.age);
  while (entries_.size() > bounds.packets || bytes_ > bounds.bytes)
    drop_front();
}

void room_log::forget(clock::time_point before) {
  while (!entries_.empty() && entries_.front().at < before)
    drop_front();
}

void room_log::forgo(std::uint64_t seq) {
  forgotten_ = std::max(forgotten_, seq);
}

std::optional<std::uint64_t>
room_log::find(std::uint64_t offset, std::uint64_t since) const {
  const auto found = std::find_if(
    entries_.begin(), entries_.end(), [offset, since](const auto& e) {
      return e.offset == offset && e.seq > since;
    });
  return found == entries_.end() ? std::nullopt : std::optional{found->seq};
}

void room_log::drop_front() {
  bytes_ -= size_of(entries_.front());
  forgo(entries_.front().seq);
  entries_.pop_front();
}

std::string_view to_string(recall_refusal why) {
  return why == recall_refusal::unknown_offset ? "unknown offset"
                                               : "more missed than is kept";
}

std::variant<recalled, recall_refusal>
recall(std::span<const log_view> logs, const recall_request& asked) {
  const auto heard = position(logs, asked);
  if (!heard)
    return recall_refusal::unknown_offset;
  const auto from = std::max(*heard, asked.opened);
  for (const auto& view : logs)
    if (view.log && view.log->forgotten() > std::max(from, view.since))
      return recall_refusal::forgotten;
  merger all{logs, asked, from};
  all.collect();
  auto taken = all.take();
  if (!taken)
    return recall_refusal::forgotten;
  return std::move(*taken);
}

} // namespace troupe::actors
