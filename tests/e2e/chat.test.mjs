// The chat, as each client sees it that Troupe has to serve.

import { casesOn } from './support/cases.mjs';
import { chatCases } from './support/chat-cases.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { PythonMember } from './support/python-member.mjs';
import { startTroupe } from './support/server.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const test = casesOn(server);

const kinds = Object.fromEntries(
  Object.entries(ways).flatMap(([way, transports]) => [
    ...Object.entries(versions).map(([version, io]) => [
      `socket.io-client ${version} by ${way}`,
      (settings) => Member.join(io, server, { transports, ...settings }),
    ]),
    [
      `python-socketio by ${way}`,
      (settings) => PythonMember.join(server, { transports, ...settings }),
    ],
  ]),
);

chatCases(test, server, kinds);
