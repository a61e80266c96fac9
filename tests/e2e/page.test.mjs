// The page at `/`, as people and their keyboards meet it, in headless Chromium.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';

import { startTroupe } from './support/server.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const patience = 20_000;

/** What the pages have thrown, by test. */
const thrown = [];

let server;
let browser;

before(async () => {
  server = await startTroupe();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
  });
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** Opens a page of its own user, which closes with the test. */
async function open(t, path, { url = server.url, viewport } = {}) {
  const context = await browser.newContext({ viewport });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on('pageerror', ({ message }) => thrown.push([t.name, message]));
  await page.goto(`${url}${path}`);
  return page;
}

async function join(t, username, room, options) {
  const query = new URLSearchParams({ username, room });
  const page = await open(t, `/?${query}`, options);
  await connected(page);
  await users(page).getByText(username).waitFor();
  return page;
}

/** Connects a client that is no page, gone again with the test. */
function visit(t, username, room) {
  const socket = io(server.url, { forceNew: true, query: { username, room } });
  t.after(() => socket.disconnect());
  return socket;
}

const status = (page) => page.getByRole('status');
const users = (page) => page.getByRole('region', { name: 'Who is here' });
const log = (page) => page.getByRole('log', { name: 'Messages' });
const logged = (page) => log(page).getByRole('listitem').allInnerTexts();

function connected(page) {
  return status(page).getByText('connected', { exact: true }).waitFor();
}

async function say(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

async function assertUsers(page, count) {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('.users li').length === wanted,
    count,
  );
}

test('two people in a room see and hear each other', async (t) => {
  const alice = await join(t, 'alice', 'lobby');
  const bob = await join(t, 'bob', 'lobby');
  await users(alice).getByText('bob').waitFor();
  await users(bob).getByText('alice').waitFor();
  await log(alice).getByText('bob has joined').waitFor();
  await say(alice, 'hello <b>bob</b>');
  for (const page of [alice, bob])
    await log(page).getByText('hello <b>bob</b>').waitFor();
  await bob.context().close();
  await log(alice).getByText('bob has left').waitFor();
  await assertUsers(alice, 1);
  assert.deepEqual(await logged(alice), [
    'bob has joined',
    'alice: hello <b>bob</b>',
    'bob has left',
  ]);
});

test('another room hears nothing', async (t) => {
  const alice = await join(t, 'alice', 'here');
  const carol = await join(t, 'carol', 'there');
  const bob = await join(t, 'bob', 'here');
  await say(alice, 'only for here');
  await log(bob).getByText('only for here').waitFor();
  await bob.context().close();
  await log(alice).getByText('bob has left').waitFor();
  await say(carol, 'only for there');
  await log(carol).getByText('only for there').waitFor();
  assert.deepEqual(await logged(carol), ['carol: only for there']);
  await assertUsers(carol, 1);
});

test('what other clients send is shown for what it is', async (t) => {
  const alice = await join(t, 'alice', 'lobby');
  const bob = visit(t, 'bob', 'lobby');
  const messages = [
    'a <i>string</i>',
    { from: 'bob', text: 'an object of ours' },
    { from: 'bob', text: 7 },
    [1, null],
    null,
    Buffer.from('12345'),
    { file: Buffer.from('6'), name: 'x' },
  ];
  for (const message of messages)
    bob.emit('send-message', { message, room: 'lobby' });
  await log(alice).getByText('"name":"x"').waitFor();
  const lines = await logged(alice);
  const shown = lines.filter((line) => line !== 'bob has joined');
  assert.deepEqual(shown, [
    'a <i>string</i>',
    'bob: an object of ours',
    '{"from":"bob","text":7}',
    '[1,null]',
    'null',
    '5 bytes',
    '{"file":"1 byte","name":"x"}',
  ]);
});

test('a crowd that comes and goes at once is told of completely', async (t) => {
  const size = 60;
  const alice = await join(t, 'alice', 'fair');
  const names = Array.from({ length: size }, (_, i) => `u${i}`);
  const crowd = names.map((name) => visit(t, name, 'fair'));
  await assertUsers(alice, size + 1);
  for (const socket of crowd) socket.disconnect();
  await assertUsers(alice, 1);
  const lines = await logged(alice);
  for (const news of ['has joined', 'has left'])
    assert.deepEqual(
      lines.filter((line) => line.endsWith(news)).sort(),
      names.map((name) => `${name} ${news}`).sort(),
    );
});

test('the transport is shown and ends as a WebSocket', async (t) => {
  const alice = await join(t, 'alice', 'lobby');
  await status(alice).getByText('websocket', { exact: true }).waitFor();
  assert.equal(await status(alice).innerText(), 'connected by websocket');
});

test('a lost connection is shown until it is back', async (t) => {
  const first = await startTroupe();
  t.after(() => first.signal('SIGKILL'));
  const alice = await join(t, 'alice', 'lobby', { url: first.url });
  await first.stop();
  await status(alice).getByText('reconnecting', { exact: true }).waitFor();
  assert.equal(await status(alice).innerText(), 'reconnecting');
  const second = await startTroupe(['--port', String(first.port)]);
  t.after(() => second.stop());
  await connected(alice);
  await say(alice, 'here again');
  await log(alice).getByText('here again').waitFor();
  await assertUsers(alice, 1);
  assert.deepEqual(await logged(alice), ['alice: here again']);
});

test('the form joins by keyboard alone and sets the URL', async (t) => {
  const page = await open(t, '/');
  await page.locator('#username:focus').waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await status(page).count(), 0, 'joined without a name');
  await page.keyboard.type('dora');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('attic & co');
  await page.keyboard.press('Enter');
  await connected(page);
  const { searchParams } = new URL(page.url());
  assert.deepEqual(Object.fromEntries(searchParams), {
    username: 'dora',
    room: 'attic & co',
  });
  await users(page).getByText('dora').waitFor();
  await page.locator('#message:focus').waitFor();
  for (const text of ['typed at once', 'and typed on']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await log(page).getByText(text).waitFor();
  }
});

test('back and forward leave and join', async (t) => {
  const alice = await join(t, 'alice', 'lobby');
  const dora = await open(t, '/?room=lobby');
  const room = dora.getByLabel('Room', { exact: true });
  assert.equal(await room.inputValue(), 'lobby');
  await dora.getByLabel('Your name').fill('dora');
  await dora.keyboard.press('Enter');
  await users(alice).getByText('dora').waitFor();
  await dora.goBack();
  await dora.locator('#username:focus').waitFor();
  await assertUsers(alice, 1);
  await dora.goForward();
  await assertUsers(alice, 2);
  await dora.getByRole('button', { name: 'Leave' }).click();
  await assertUsers(alice, 1);
});

test('everything has a name for those who cannot see it', async (t) => {
  const page = await join(t, 'erin', 'lobby');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.notEqual(await page.title(), '');
  for (const role of ['main', 'status', 'log'])
    assert.equal(await page.getByRole(role).count(), 1, role);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.equal(await log(page).getAttribute('aria-live'), 'polite');
  for (const [role, name] of [
    ['textbox', 'Message'],
    ['button', 'Send'],
    ['button', 'Leave'],
    ['form', 'Write a message'],
  ])
    await page.getByRole(role, { name, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Leave' }).press('Enter');
  for (const name of ['Your name', 'Room'])
    await page.getByRole('textbox', { name, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
});

test('a small screen is wide enough', async (t) => {
  const viewport = { width: 360, height: 640 };
  const page = await join(t, 'finn', 'lobby', { viewport });
  await say(page, 'word '.repeat(100));
  await say(page, 'x'.repeat(300));
  await log(page).getByText('xxx').waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(width, viewport.width);
  const name = await log(page).locator('b').first().boundingBox();
  const line = await log(page).getByRole('listitem').first().boundingBox();
  assert.ok(name.y - line.y < name.height, 'the name stands on the first line');
  assert.ok(name.width > name.height, 'the name is written on one line');
  await log(page).getByText('xxx').click(); // it is in view, the log's end
});

// Chromium keeps a page that Playwright answers for off WebSockets, so this one
// stays with polling; what the policy refuses is counted by the page itself.
test('a strict content security policy has nothing to refuse', async (t) => {
  const page = await open(t, '/');
  await page.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  await page.route(({ pathname }) => pathname === '/', async (route) => {
    const response = await route.fetch();
    const headers = {
      ...response.headers(),
      'content-security-policy': "default-src 'self'",
    };
    await route.fulfill({ response, headers });
  });
  await page.goto(`${server.url}/?username=gus&room=lobby`);
  await connected(page);
  await say(page, 'policed');
  await log(page).getByText('policed').waitFor();
  assert.deepEqual(await page.evaluate('refused'), []);
  await page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'a {}';
    document.head.append(style);
  });
  await page.waitForFunction('refused.length > 0');
});

test('no page has thrown anything', () => assert.deepEqual(thrown, []));
