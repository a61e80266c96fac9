#pragma once

#include "messages/cause.hpp"
#include "messages/socketio.hpp"

#include <string_view>

namespace troupe::messages::socketio {

/// Why `decode` has refused `text`, in the words of the limit if one was the
/// cause. Looks at the text once more: `decode` itself counts no further than
/// it has to. Pure, linear.
cause explain(std::string_view text, decode_error error, const limits& max);

} // namespace troupe::messages::socketio
