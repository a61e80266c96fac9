"""A service manager's end of sd_notify: binds the datagram socket that the
first argument names, by a path or '@name', and prints what it is told, one JSON
string a line. The first line is null: the socket is there."""

import json
import socket
import sys

name = sys.argv[1]
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind("\0" + name[1:] if name.startswith("@") else name)
print("null", flush=True)
while True:
    print(json.dumps(manager.recv(65536).decode()), flush=True)
