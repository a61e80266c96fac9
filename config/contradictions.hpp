#pragma once

#include "config/options.hpp"

#include <string>
#include <vector>

namespace troupe::config {

/// What is wrong with options that are each in order but do not go together:
/// a line for each, that names the option. Pure.
std::vector<std::string> contradictions(const options& of);

/// Throws `std::runtime_error` with the first of them.
void require_no_contradiction(const options& of);

/// Whether `cors.origins` lets the pages of any server in.
bool lets_any_origin_in(const options& of);

/// True if somebody on another machine may reach a listener.
bool listens_beyond_loopback(const options& of);

} // namespace troupe::config
