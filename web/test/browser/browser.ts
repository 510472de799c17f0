// A real browser for the tests, and what every page must keep: no request leaves the origin, no error
// is reported.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser with a profile of its own, which goes when it ends. */
export function startBrowser(...flags: string[]): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** A page with a list of everything that it did wrong. */
export interface Watched {
  page: Page;
  wrongs: string[];
}

export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const { origin } = new URL(url);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrongs: string[] = [];
  context.on("request", (request) => {
    const where = request.url();
    const isOwn = where.startsWith(`${origin}/`) || where.startsWith("data:") || where.startsWith(`blob:${origin}/`);
    if (!isOwn) wrongs.push(`request to another host: ${where}`);
  });
  page.on("pageerror", (error) => wrongs.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrongs.push(`console: ${message.text()}`);
  });
  await page.goto(url);
  return { page, wrongs };
}

/** Waits until the map has drawn everything that it was given. */
export async function drawn(page: Page): Promise<Record<string, string | undefined>> {
  const map = page.locator("#map[data-ready=true]");
  await map.waitFor({ timeout: 60_000 });
  return map.evaluate((element) => ({ ...(element as HTMLElement).dataset }));
}

export async function close({ page, wrongs }: Watched): Promise<void> {
  await page.context().close();
  assert.deepEqual(wrongs, []);
}
