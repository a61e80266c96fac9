#pragma once

#include <string>
#include <string_view>

/// Long-polling for browsers that may only load scripts and send forms
/// (Engine.IO, "JSONP polling"). Pure and linear.
namespace troupe::messages::jsonp {

/// `___eio[<index>](<payload as a string>);`. Of `index`, which the client has
/// sent, only digits count.
std::string wrap(std::string_view index, std::string_view payload);

/// What a form's decoded field `d` says: in it `\n` stands for a line feed,
/// since forms change those, and `\\n` for `\n`.
std::string unescape(std::string_view field);

} // namespace troupe::messages::jsonp
