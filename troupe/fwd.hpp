#pragma once

namespace troupe {

class ack;
class arguments_writer;
class broadcast_operator;
class engine;
class engine_socket;
class nsp;
class server;
class socket;
class value;

} // namespace troupe

namespace troupe::actors {

class raw_context;
class socket_context;
struct session_facts;

} // namespace troupe::actors

namespace troupe::detail {

class core;
class socket_events;

} // namespace troupe::detail
