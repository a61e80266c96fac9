#include "actors/session/token_clock.hpp"

namespace troupe::actors {

token_clock::due token_clock::at(time_point now) {
  if (now >= end_)
    return due::end;
  if (now < notice_)
    return due::nothing;
  notice_ = time_point::max();
  return due::notice;
}

} // namespace troupe::actors
