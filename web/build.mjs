// Builds the page and puts the browser client beside it:
// `node build.mjs [OUTDIR=dist]`.
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const client = join(here, 'node_modules', 'socket.io-client');

/** The client bundle that `<path>/socket.io.js` and its siblings serve. */
async function copyClient() {
  const to = join(out, 'client');
  await mkdir(to, { recursive: true });
  const wanted = /^socket\.io(\.min|\.msgpack\.min|\.esm\.min)?\.js(\.map)?$/;
  for (const name of await readdir(join(client, 'dist')))
    if (wanted.test(name)) await copyFile(join(client, 'dist', name), join(to, name));
  const { version } = JSON.parse(await readFile(join(client, 'package.json'), 'utf8'));
  await writeFile(join(to, 'version'), `${version}\n`);
}

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx' },
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2020',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: out,
});
for (const name of ['index.html', 'icon.svg'])
  await copyFile(join(here, 'src', name), join(out, name));
await copyFile(join(here, 'src', 'styles.css'), join(out, 'app.css'));
await copyClient();
