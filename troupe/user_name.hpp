#pragma once

#include "messages/user_name.hpp"

namespace troupe {

using messages::longest_user_name;
using messages::objection_to_user_name;

} // namespace troupe
