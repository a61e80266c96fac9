#pragma once

#include "actors/roles.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

// Messages that never leave their process: CAF shall not ask how to write them
// to a wire. What crosses nodes gets a type id and an inspect instead.

#define TROUPE_LOCAL_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::type)

TROUPE_LOCAL_MESSAGE(messages::attach_socket)
TROUPE_LOCAL_MESSAGE(messages::detach_socket)
TROUPE_LOCAL_MESSAGE(messages::join_room)
TROUPE_LOCAL_MESSAGE(messages::leave_room)
TROUPE_LOCAL_MESSAGE(messages::publish)
TROUPE_LOCAL_MESSAGE(messages::say)
TROUPE_LOCAL_MESSAGE(messages::add_member)
TROUPE_LOCAL_MESSAGE(messages::remove_member)
TROUPE_LOCAL_MESSAGE(messages::deliver_to_room)
TROUPE_LOCAL_MESSAGE(messages::deliver_to_nsp)
TROUPE_LOCAL_MESSAGE(messages::deliver_to_slot)
TROUPE_LOCAL_MESSAGE(messages::members_left)
TROUPE_LOCAL_MESSAGE(messages::members_found)
TROUPE_LOCAL_MESSAGE(messages::room_emptied)
TROUPE_LOCAL_MESSAGE(messages::sockets_found)
TROUPE_LOCAL_MESSAGE(messages::slots_closed)
TROUPE_LOCAL_MESSAGE(messages::user_offline)
TROUPE_LOCAL_MESSAGE(messages::list_users)
TROUPE_LOCAL_MESSAGE(messages::users_listed)
TROUPE_LOCAL_MESSAGE(messages::describe)
TROUPE_LOCAL_MESSAGE(messages::described)
TROUPE_LOCAL_MESSAGE(actors::restart_room)
TROUPE_LOCAL_MESSAGE(actors::adopt_room)
TROUPE_LOCAL_MESSAGE(actors::forget_room)
TROUPE_LOCAL_MESSAGE(actors::adopt_nsp)
TROUPE_LOCAL_MESSAGE(actors::user_online)
