"""A member of the chat who uses python-socketio, driven by JSON lines.

python_client.py URL TRANSPORT[,TRANSPORT]

Reads commands from standard input, one object a line: {"name", "args"} emits
an event, with "ack": number it asks for an acknowledgement. Writes what comes
to standard output: {"ready": {"sid", "transport"}} once, {"name", "args"} for
an event, {"ack", "args"} for an acknowledgement. Bytes are {"$bytes": base64}.
Leaves when standard input ends.
"""

import asyncio
import base64
import json
import sys

import socketio


def to_json(value):
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [to_json(element) for element in value]
    if isinstance(value, dict):
        return {key: to_json(member) for key, member in value.items()}
    return value


def from_json(value):
    if isinstance(value, list):
        return [from_json(element) for element in value]
    if not isinstance(value, dict):
        return value
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    return {key: from_json(member) for key, member in value.items()}


def say(line):
    print(json.dumps(line), flush=True)


async def commands():
    reader = asyncio.StreamReader(limit=1 << 24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        yield json.loads(line)


async def carry_out(client, command):
    number = command.get("ack")

    def acknowledged(*args):
        say({"ack": number, "args": to_json(args)})

    await client.emit(
        command["name"],
        tuple(from_json(command["args"])),
        callback=acknowledged if number is not None else None,
    )


async def main(url, transports):
    client = socketio.AsyncClient(reconnection=False)

    @client.on("*")
    async def heard(name, *args):
        say({"name": name, "args": to_json(args)})

    await client.connect(url, transports=transports)
    say({"ready": {"sid": client.get_sid(), "transport": client.transport()}})
    async for command in commands():
        await carry_out(client, command)
    await client.disconnect()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2].split(",")))
