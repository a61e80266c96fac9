#pragma once

#include "net/io_thread.hpp"
#include "net/watch_set.hpp"

#include <deque>
#include <vector>

namespace troupe::net {

/// The outputs of one I/O thread that wait to be written, on two lists.
///
/// What is on `prompt` is flushed with every turn. What is on `bulk` has
/// something to say only because hundreds have, and nobody else shall wait for
/// all of them: a turn flushes those who have waited longest, for about 2 ms.
/// An output may be on both, and writes all that it has when its first turn
/// comes.
class dirty_outputs {
public:
  /// As long as one lives, what is pushed goes to a large audience if `large`.
  /// One at a time.
  class delivery {
  public:
    delivery(dirty_outputs& through, bool large)
      : through_{through} {
      through_.to_many_ = large;
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
  bool empty() const noexcept { return prompt_.empty() && bulk_.empty(); }

  /// Has `f` flushed at the end of this turn. Call once per turn and object;
  /// `f` must live until then, which `io_thread::retire` grants.
  void mark(flushable* f) { prompt_.push_back(f); }
  /// Takes `f` off `prompt` again: it is about to leave this thread.
  void unmark(flushable* f);
  /// Has the watcher told (`on_bulk_turn`) when it is its turn to write, unless
  /// it is unwatched before. Call once per object until it has been told.
  void mark_bulk(watch_id id) { bulk_.push_back(id); }

  /// At the end of a turn: all that is on `prompt`, and a part of `bulk`.
  void flush();
  /// All of both lists: there will be no other turn.
  void flush_all();

private:
  watch_set& watches_;
  std::vector<flushable*> prompt_;
  /// By name, not by address: an entry outlives turns, and the output may have
  /// gone when it comes to it. Whoever goes is unwatched first, on every way
  /// (retired, detached, broken), and its name then means nobody.
  std::deque<watch_id> bulk_;
  bool to_many_ = false;
};

} // namespace troupe::net
