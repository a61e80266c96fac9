import dialects from './dialects.mjs';
import httpBodies from './http-bodies.mjs';
import httpHeaders from './http-headers.mjs';
import httpLine from './http-line.mjs';
import life from './life.mjs';
import polling from './polling.mjs';
import races from './races.mjs';
import security from './security.mjs';
import socketio from './socketio.mjs';
import socketioBinary from './socketio-binary.mjs';
import time from './time.mjs';
import wsClose from './ws-close.mjs';
import wsFrames from './ws-frames.mjs';
import wsText from './ws-text.mjs';

export const allCases = [
  ...[...httpLine, ...httpHeaders, ...httpBodies],
  ...[...polling, ...security, ...dialects],
  ...[...wsFrames, ...wsText, ...wsClose],
  ...[...socketio, ...socketioBinary],
  ...[...races, ...time, ...life],
];
