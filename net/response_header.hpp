#pragma once

#include "net/request.hpp"

#include <string>
#include <string_view>

namespace troupe::net {

/// Why an application may not put this header into an answer; empty if it may.
/// Names that say how an answer is sent are the server's, and whatever ends a
/// line would let a value forge the rest of the answer (RFC 9110, sections 5.1
/// and 5.5).
std::string objection_to(std::string_view name, std::string_view value);

/// Removes all headers called `name`, in any case.
void remove_header(string_pairs& from, std::string_view name);

} // namespace troupe::net
