// npm start: everything from a fresh clone to the open page. Only Node's own modules until the packages are there.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PORT = 4173;

checkNode();
installPackages(root);
const { buildPage, servePage } = await import('./serve.mjs');
if (needsBuild(root)) {
  console.log('Building the page …');
  await buildPage();
  rememberBuild(root);
}
const { url } = await servePage({ port: PORT });
console.log(`\nCellscape is at ${url}\nCtrl+C ends it.`);
if (hasBrowser()) openBrowser(url);

/** Stops with a sentence where Node is too old for the tools. */
function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  console.error(
    `Cellscape needs Node ${engines.node}; this is ${process.versions.node}. Get a newer one at nodejs.org.`,
  );
  process.exit(1);
}

/** Whether somebody sits before this terminal who has a screen. */
function hasBrowser() {
  if (process.env.CI || !process.stdout.isTTY) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @param {string} address */
async function openBrowser(address) {
  const { spawn } = await import('node:child_process');
  /** @type {Record<string, [string, string[]]>} */
  const openers = { darwin: ['open', [address]], win32: ['cmd', ['/c', 'start', '', address]] };
  const [program, args] = openers[process.platform] ?? ['xdg-open', [address]];
  // The address is printed: without an opener the user opens it by hand.
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
