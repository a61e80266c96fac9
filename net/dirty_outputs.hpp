#pragma once

#include "net/io_thread.hpp"
#include "net/slow_outputs.hpp"
#include "net/watch_set.hpp"

#include <cstddef>
#include <deque>
#include <vector>

namespace troupe::net {

/// The outputs of one I/O thread that wait to be written, on two lists.
///
/// What is on `prompt` is flushed with every turn. What is on `bulk` has
/// something to say only because hundreds have, and nobody else shall wait for
/// all of them: a turn flushes those who have waited longest, for some 2 ms.
/// An output may be on both, and writes all that it has when its first turn
/// comes.
class dirty_outputs {
public:
  /// A larger audience, of this thread's sockets, is served from `bulk`. To
  /// write to so many takes about 2 ms, which others can wait for at once.
  static constexpr std::size_t large_audience = 256;
  /// So many are told something in a turn, unless who tells them is behind
  /// with it. That takes 2 to 4 ms.
  static constexpr std::size_t told_per_turn = 8192;

  /// As long as one lives, what is pushed goes to an audience of so many
  /// sockets. One at a time.
  class delivery {
  public:
    delivery(dirty_outputs& through, std::size_t audience)
      : through_{through} {
      through_.to_many_ = audience > large_audience;
    }
    ~delivery() { through_.to_many_ = false; }
    delivery(const delivery&) = delete;
    delivery& operator=(const delivery&) = delete;

  private:
    dirty_outputs& through_;
  };

  explicit dirty_outputs(watch_set& watches)
    : watches_{watches} {}
  dirty_outputs(const dirty_outputs&) = delete;
  dirty_outputs& operator=(const dirty_outputs&) = delete;

  /// What is pushed now may wait on `bulk`.
  bool to_many() const noexcept { return to_many_; }
  /// Counts those who have been told something in this turn.
  void count_told(std::size_t audience) noexcept { told_ += audience; }
  /// The thread shall leave the jobs that are left to the next turn.
  bool enough_told() const noexcept { return told_ >= told_per_turn; }
  bool empty() const noexcept { return prompt_.empty() && bulk_.empty(); }
  /// Those whose socket is full.
  slow_outputs& slow() noexcept { return slow_; }

  /// Has `f` flushed at the end of this turn. Call once per turn and object;
  /// `f` must live until then, which `io_thread::retire` grants.
  void mark(flushable* f) { prompt_.push_back(f); }
  /// Takes `f` off `prompt` again: it is about to leave this thread.
  void unmark(flushable* f);
  /// Has the watcher told (`on_bulk_turn`) when it is its turn to write, unless
  /// it is unwatched before. Call once per object until it has been told.
  void mark_bulk(watch_id id) { bulk_.push_back(id); }

  /// At the end of a turn: all that is on `prompt`, and a part of `bulk`; all
  /// of it if the turn took longer than 100 ms. A thread with so much to say
  /// can spare nobody anything, and would else only queue more.
  void flush(clock::time_point turn_began);
  /// All of both lists: there will be no other turn.
  void flush_all();

private:
  watch_set& watches_;
  std::vector<flushable*> prompt_;
  /// By name, not by address: an entry outlives turns, and the output may have
  /// gone when it comes to it. Whoever goes is unwatched first, on every way
  /// (retired, detached, broken), and its name then means nobody.
  std::deque<watch_id> bulk_;
  slow_outputs slow_{watches_};
  std::size_t told_ = 0; ///< since the last flush
  bool to_many_ = false;
};

} // namespace troupe::net
