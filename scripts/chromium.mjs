// Finds a Chromium to drive, and starts it with flags that keep it quiet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  `${process.env.PROGRAMFILES ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)'}\\Microsoft\\Edge\\Application\\msedge.exe`,
];

/** The path of a Chromium, Chrome or Edge on this machine; `CHROMIUM` in the environment goes first. */
export function findChromium() {
  const asked = process.env.CHROMIUM;
  if (asked) {
    if (!existsSync(asked)) throw new Error(`CHROMIUM is set to ${asked}, and there is no such file.`);
    return asked;
  }
  return PLACES.find((place) => existsSync(place));
}

/** The path of a Chromium; installs Debian's where there is none and this user may. Says what to do where it can't. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const advice =
    'The browser tests need Chromium, Chrome or Edge. Install one (on Debian: sudo apt-get install chromium), or set CHROMIUM to the path of its program.';
  const mayInstall =
    process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!mayInstall) throw new Error(advice);
  console.log('No Chromium found: installing it with apt-get …');
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  const installed = findChromium();
  if (!installed) throw new Error(`apt-get could not install Chromium. ${advice}`);
  return installed;
}

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** Software adapters, for checks of WebGL and WebGPU on machines without a GPU: right, and slow. */
export const SOFTWARE_GPU = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/**
 * Starts a headless browser. Root may not use Chromium's sandbox.
 * @param {string[]} flags @param {import('playwright-core').LaunchOptions} options
 */
export function launchChromium(flags = [], options = {}) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...QUIET, ...root, ...flags];
  return chromium.launch({ executablePath: ensureChromium(), headless: true, args, ...options });
}
