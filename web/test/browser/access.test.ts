// Accessibility by machine: what axe-core can see of WCAG 2.1 A and AA, on which RGAA rests, in every
// state of the page, light and dark. People still have to judge the rest.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { startAtlas } from "./atlas.ts";
import type { Atlas } from "./atlas.ts";
import { close, drawn, open, startBrowser } from "./browser.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

let atlas: Atlas;
let browser: Browser;

before(async () => {
  [atlas, browser] = await Promise.all([startAtlas(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await atlas?.stop();
});

const STATES = [
  ["the list", "/fr", ".list tbody tr"],
  ["the large list", "/en?view=list&tab=projects", ".list tbody tr"],
  ["who works here", "/fr?territory=CN-370000&tab=who", ".actor"],
  ["the details", "/zh?show=projects/plateforme-nord-est", ".proof-box"],
  ["nothing found", "/en?q=xyzzy", ".nothing"],
] as const;

for (const colorScheme of ["light", "dark"] as const) {
  for (const [state, path, shown] of STATES) {
    test(`${state} has no fault that axe can see, in ${colorScheme} colours`, async () => {
      // The checker is a script from outside the page, which the page itself would refuse.
      const watched = await open(browser, `${atlas.url}${path}`, { colorScheme, bypassCSP: true });
      const { page } = watched;
      await page.locator(shown).first().waitFor();
      await page.locator("#country option").first().waitFor({ state: "attached" });
      if (!path.includes("view=list")) await drawn(page);
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
        return (await axe.run({ runOnly: tags })).violations;
      });
      const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(" ")} ${node.failureSummary ?? ""}`).slice(0, 4).join("\n")}`);
      assert.deepEqual(told, []);
      await close(watched);
    });
  }
}
