#pragma once

#include <string>

namespace troupe::app {

/// The folder of the page that came with this program: beside it where it has
/// been installed, wherever that is, else where the page is built.
std::string find_web_directory();

} // namespace troupe::app
