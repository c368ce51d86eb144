// Takes a picture of one screen: the real UI over a real desk.
//
//   BYLINE_BRIDGE=…/examples/bridge BYLINE_DESK=DIR \
//   node scripts/picture.mjs OUT.png [--at screen=people] [--size 1280x800] [--dark] [--url http://127.0.0.1:1420] [--do STEP]…
//
// STEP is `press:Control+k`, `type:words`, `click:CSS or text=…` (Playwright selectors), `wait:SELECTOR` or `pause:MS`.
// Without --url it starts a Vite server of its own. Prints what the page wrote to its console.
import { chromium } from 'playwright-core';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    at: { type: 'string', default: '' },
    size: { type: 'string', default: '1280x800' },
    dark: { type: 'boolean', default: false },
    url: { type: 'string' },
    do: { type: 'string', multiple: true, default: [] },
  },
});
const [out] = positionals;
if (!out) throw new Error('Name the PNG to write, for example: node scripts/picture.mjs today.png');
const [width, height] = values.size.split('x').map(Number);

const server = values.url ? undefined : await createServer({ server: { port: 0, strictPort: false, hmr: false }, logLevel: 'warn' });
await server?.listen();
const url = values.url ?? `http://127.0.0.1:${server.httpServer.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: values.dark ? 'dark' : 'light' });
  page.on('console', (message) => message.type() !== 'debug' && console.log(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`error: ${error.stack ?? error.message}`));
  await page.goto(`${url}/?${values.at}`);
  const settle = () => page.waitForLoadState('networkidle');
  await settle();
  for (const step of values.do) {
    const [verb, ...rest] = step.split(':');
    const what = rest.join(':');
    if (verb === 'press') await page.keyboard.press(what);
    else if (verb === 'type') await page.keyboard.type(what);
    else if (verb === 'click') await page.locator(what).first().click({ timeout: 5000 });
    else if (verb === 'wait') await page.locator(what).first().waitFor({ timeout: 15000 });
    else if (verb === 'pause') await page.waitForTimeout(Number(what));
    else throw new Error(`No step is called ${verb}.`);
    await settle();
  }
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
  await page.screenshot({ path: out });
} finally {
  await browser.close();
  await server?.close();
}
process.exit(0);
