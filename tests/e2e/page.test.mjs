// The page at `/`, as people and their keyboards meet it, in headless Chromium.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
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
  await server?.stop();
});

/** Opens a page of its own user; errors on it fail the test that asks. */
async function open(path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  await page.goto(`${server.url}${path}`);
  return page;
}

async function join(username, room) {
  const page = await open(`/?${new URLSearchParams({ username, room })}`);
  await page.getByText('connected', { exact: true }).waitFor();
  return page;
}

const users = (page) => page.getByRole('region', { name: 'Who is here' });
const log = (page) => page.getByRole('log', { name: 'Messages' });

async function say(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

test('two people in a room see and hear each other', async () => {
  const alice = await join('alice', 'lobby');
  const bob = await join('bob', 'lobby');
  await users(alice).getByText('bob').waitFor();
  await users(bob).getByText('alice').waitFor();
  await log(alice).getByText('bob has joined').waitFor();
  await say(alice, 'hello <b>bob</b>');
  await log(bob).getByText('hello <b>bob</b>').waitFor();
  await log(alice).getByText('hello <b>bob</b>').waitFor();
  await bob.context().close();
  await log(alice).getByText('bob has left').waitFor();
  await users(alice).getByText('bob').waitFor({ state: 'detached' });
  assert.deepEqual(alice.errors, []);
  await alice.context().close();
});

test('another room hears nothing', async () => {
  const alice = await join('alice', 'here');
  const bob = await join('bob', 'here');
  const carol = await join('carol', 'there');
  await say(alice, 'only for here');
  await log(bob).getByText('only for here').waitFor();
  await say(carol, 'only for there');
  await log(carol).getByText('only for there').waitFor();
  assert.equal(await log(carol).getByText('only for here').count(), 0);
  assert.equal(await users(carol).getByRole('listitem').count(), 1);
  for (const page of [alice, bob, carol]) await page.context().close();
});

test('the transport is shown and ends as a WebSocket', async () => {
  const alice = await join('alice', 'lobby');
  await alice.getByText('websocket', { exact: true }).waitFor();
  await alice.context().close();
});

test('the form joins by keyboard alone and keeps the place in the URL', async () => {
  const page = await open('/');
  await page.locator('#username:focus').waitFor();
  await page.keyboard.type('dora');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('attic');
  await page.keyboard.press('Enter');
  await page.getByText('connected', { exact: true }).waitFor();
  assert.equal(new URL(page.url()).search, '?username=dora&room=attic');
  await users(page).getByText('dora').waitFor();
  await page.locator('#message:focus').waitFor();
  await page.keyboard.type('typed at once');
  await page.keyboard.press('Enter');
  await log(page).getByText('typed at once').waitFor();
  await page.context().close();
});

test('everything has a name for those who cannot see it', async () => {
  const page = await join('erin', 'lobby');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.getByRole('main').count(), 1);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.equal(await page.getByRole('status').count(), 1);
  for (const field of await page.locator('input, button').all())
    assert.notEqual(
      await field.evaluate(
        (node) => node.labels?.[0]?.textContent ?? node.textContent ?? '',
      ),
      '',
    );
  await page.context().close();
});

test('the page fits a small screen', async () => {
  const page = await join('finn', 'lobby');
  await page.setViewportSize({ width: 360, height: 640 });
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth,
  );
  assert.equal(wide, false);
  if (process.env.SCREENSHOT)
    await page.screenshot({ path: process.env.SCREENSHOT });
  await page.context().close();
});
