import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { startAtlas } from "./atlas.ts";
import type { Atlas } from "./atlas.ts";
import { close, drawn, open, startBrowser } from "./browser.ts";

let atlas: Atlas;
let browser: Browser;

before(async () => {
  [atlas, browser] = await Promise.all([startAtlas(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await atlas?.stop();
});

test("the page shows 57 partnerships and 150 projects, in the list and on the map", async () => {
  const watched = await open(browser, `${atlas.url}/en`);
  const { page } = watched;
  await page.getByText("57 partnerships · 150 projects").waitFor();
  assert.equal(await page.locator("#tab-partnerships .tab-count").textContent(), "57");
  assert.equal(await page.locator("#tab-projects .tab-count").textContent(), "150");
  assert.equal(await page.locator(".list tbody tr").count(), 57);
  const map = await drawn(page);
  assert.equal(map["partnerships"], "57");
  assert.equal(map["projects"], "150", "the counts of the circles add up");
  assert.ok(Number(map["circles"]) > 1, "projects are spread over several circles");
  await close(watched);
});

test("the whole list can be walked, a page at a time, without a row lost or repeated", async () => {
  const watched = await open(browser, `${atlas.url}/en?tab=projects`);
  const { page } = watched;
  await page.locator(".list tbody tr").nth(99).waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.locator(".list tbody tr").nth(149).waitFor();
  const keys = await page.locator(".list tbody a").evaluateAll((links) => links.map((link) => link.getAttribute("data-key")));
  assert.equal(new Set(keys).size, 150);
  assert.equal(await page.locator(".shown").textContent(), "150 of 150");
  await close(watched);
});

test("choosing a theme changes the list, the map and the address, to the count that was announced", async () => {
  const watched = await open(browser, `${atlas.url}/en?tab=projects`);
  const { page } = watched;
  const choice = page.locator("label.choice", { has: page.locator("input[name=theme][value=sante]") });
  const announced = await choice.locator(".count").nth(1).evaluate((count) => count.firstChild?.textContent);
  await choice.locator("input").check();
  await page.waitForURL(/theme=sante/);
  await page.locator("#tab-projects .tab-count", { hasText: new RegExp(`^${announced}$`) }).waitFor();
  assert.equal(String(await page.locator(".list tbody tr").count()), announced);
  assert.equal((await drawn(page))["projects"], announced);
  await page.goBack();
  await page.locator("#tab-projects .tab-count", { hasText: /^150$/ }).waitFor();
  assert.equal(await page.locator("input[name=theme][value=sante]").isChecked(), false);
  await close(watched);
});

test("an address shows again what was shared", async () => {
  const watched = await open(browser, `${atlas.url}/fr?theme=tourisme-loisirs&status=active&country=CN&sort=-start&tab=projects#map=104.00,30.60,5.00`);
  const { page } = watched;
  await page.locator("input[name=theme][value=tourisme-loisirs]:checked").waitFor();
  assert.equal(await page.locator("input[name=status][value=active]").isChecked(), true);
  assert.equal(await page.locator("#country").inputValue(), "CN");
  assert.equal(await page.locator("#sort").inputValue(), "-start");
  assert.equal(await page.locator("#tab-projects").getAttribute("aria-selected"), "true");
  const direct = await fetch(`${atlas.url}/v1/projects?theme=tourisme-loisirs&status=active&country=CN`).then((answer) => answer.json());
  assert.equal(await page.locator("#tab-projects .tab-count").textContent(), String(direct.matched));
  await drawn(page);
  assert.ok(page.url().endsWith("#map=104.00,30.60,5.00"), "the view is kept");
  await close(watched);
});

test("typing Jilin and choosing the province shows Charente-Maritime and the reasons", async () => {
  const watched = await open(browser, `${atlas.url}/en`);
  const { page } = watched;
  await page.getByRole("combobox", { name: "Territory" }).pressSequentially("Jilin");
  await page.getByRole("option", { name: /Jilin 吉林省/ }).click();
  await page.waitForURL(/territory=CN-220000/);
  const actor = page.locator("[data-actor=fr-charente-maritime]");
  await actor.waitFor();
  const text = (await actor.textContent()) ?? "";
  for (const reason of ["Charente-Maritime – Province du Jilin", "Plate-forme de coopération avec la Chine du Nord-Est", "directly", "through a resource"]) {
    assert.ok(text.includes(reason), `${reason} in ${text}`);
  }
  await page.getByRole("heading", { name: "Jilin 吉林省" }).waitFor();
  await drawn(page);
  await close(watched);
});

test("the question can be turned round: where the actors of a territory work", async () => {
  const watched = await open(browser, `${atlas.url}/en?territory=FR-REG-52&tab=who`);
  const { page } = watched;
  await page.locator(".actor").first().waitFor();
  const chinese = await page.locator(".actor").evaluateAll((actors) => actors.map((actor) => actor.getAttribute("data-actor") ?? ""));
  assert.ok(chinese.every((id) => !id.startsWith("fr-")), `no French actor comes from elsewhere: ${chinese.join()}`);
  await page.getByLabel("Where its actors work: Pays de la Loire").check();
  await page.waitForURL(/direction=away/);
  await page.locator("[data-actor=fr-pays-de-la-loire]").waitFor();
  await close(watched);
});

test("Shandong shows the office in Qingdao as a resource that can be shared", async () => {
  const watched = await open(browser, `${atlas.url}/fr?territory=CN-370000&tab=who`);
  const { page } = watched;
  const office = page.locator("[data-resource=bureau-qingdao-pdl]");
  await office.waitFor();
  const text = (await office.textContent()) ?? "";
  assert.ok(text.includes("Qingdao") && text.includes("Partagée") && text.includes("Pays de la Loire"), text);
  await office.getByRole("link").click();
  await page.locator(".details h2", { hasText: "Qingdao" }).waitFor();
  await close(watched);
});

test("the details say where a record comes from, and that it is no line of the survey", async () => {
  const watched = await open(browser, `${atlas.url}/en?show=partnerships/alsace--prov-jiangsu`);
  const { page } = watched;
  const proof = page.locator(".proof-box");
  await proof.waitFor();
  const text = (await proof.textContent()) ?? "";
  for (const said of ["public source", "Confidence: high", "Documented reconstruction", "not the list of the 2015 survey"]) {
    assert.ok(text.includes(said), `${said} in ${text}`);
  }
  const source = proof.locator("ul a").first();
  assert.match((await source.getAttribute("href")) ?? "", /^https?:/);
  assert.equal(await source.getAttribute("rel"), "noopener noreferrer");
  await page.getByRole("button", { name: /Back to the list/ }).click();
  await page.locator(".list tbody tr").first().waitFor();
  await close(watched);
});

test("the language changes the page, the data and the address, and nothing else", async () => {
  const watched = await open(browser, `${atlas.url}/fr?theme=sante&tab=projects`);
  const { page } = watched;
  await page.getByRole("heading", { name: "Atlas de la coopération décentralisée" }).waitFor();
  await page.getByRole("link", { name: "中文" }).click();
  await page.getByRole("heading", { name: "地方政府国际合作地图集" }).waitFor();
  assert.ok(page.url().includes("/zh?theme=sante&tab=projects"), page.url());
  assert.equal(await page.locator("html").getAttribute("lang"), "zh");
  await page.locator("label.choice", { hasText: "医疗卫生" }).waitFor();
  await page.reload();
  assert.equal(await page.title(), "地方政府国际合作地图集");
  await close(watched);
});

test("the start page is in the language of the reader", async () => {
  const watched = await open(browser, `${atlas.url}/`, { locale: "zh-CN" });
  assert.equal(await watched.page.locator("html").getAttribute("lang"), "zh");
  await close(watched);
});

test("a keyboard alone reaches the list, opens a record and comes back to its row", async () => {
  const watched = await open(browser, `${atlas.url}/en`);
  const { page } = watched;
  await page.locator(".list tbody tr").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "list");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "tab-partnerships");
  await page.keyboard.press("ArrowRight");
  await page.locator("#tab-projects[aria-selected=true]").waitFor();
  await page.locator(".list a[data-key^='projects/']").first().waitFor();
  const focused = (): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.getAttribute("data-key"));
  for (let steps = 0; steps < 8 && !(await focused())?.startsWith("projects/"); steps += 1) await page.keyboard.press("Tab");
  const row = await focused();
  assert.ok(row?.startsWith("projects/"), `the focus is on ${row}`);
  await page.keyboard.press("Enter");
  await page.locator(".details h2").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2", "the record is read from its title");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator(".list tbody").waitFor();
  assert.equal(await focused(), row);
  await close(watched);
});

test("a territory can be chosen with the keyboard", async () => {
  const watched = await open(browser, `${atlas.url}/fr`);
  const { page } = watched;
  const field = page.getByRole("combobox", { name: "Territoire" });
  await field.focus();
  await page.keyboard.type("山东");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await field.getAttribute("aria-activedescendant"), "territory-options-0");
  await page.keyboard.press("Enter");
  await page.waitForURL(/territory=CN-370000/);
  await close(watched);
});

test("whoever made the data is named on the map, from the interface's own list", async () => {
  const watched = await open(browser, `${atlas.url}/en`);
  const { page } = watched;
  const credits = page.locator(".stage .credits");
  const { attributions } = (await fetch(`${atlas.url}/v1/attributions`).then((answer) => answer.json())) as { attributions: { attribution: string }[] };
  assert.ok(attributions.length >= 4);
  for (const { attribution } of attributions) await credits.getByText(attribution).waitFor({ state: "visible" });
  await drawn(page);
  const [map, line] = [await page.locator("#map").boundingBox(), await credits.boundingBox()];
  assert.ok(map && line && line.y >= map.y && line.y + line.height <= map.y + map.height + 1, "on the map, not below it");
  await close(watched);
});

test("a wrong value in the address is explained, with the nearest one", async () => {
  const watched = await open(browser, `${atlas.url}/en?theme=sant`);
  const { page } = watched;
  const alarm = page.getByRole("alert");
  await alarm.waitFor();
  assert.match((await alarm.textContent()) ?? "", /theme.*nearest: sante/);
  await alarm.getByRole("button", { name: "Clear the filters" }).click();
  await page.locator(".list tbody tr").first().waitFor();
  // The browser reports every refused request by itself; nothing else may be wrong.
  watched.wrongs = watched.wrongs.filter((wrong) => !wrong.includes("status of 400"));
  await close(watched);
});

test("on a phone nothing is wider than the screen, and the filters unfold", async () => {
  const watched = await open(browser, `${atlas.url}/fr`, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = watched;
  await page.locator(".list tbody tr").first().waitFor();
  await drawn(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const field = page.locator("#territory");
  assert.equal(await field.isVisible(), false);
  await page.locator(".fold > summary").tap();
  assert.equal(await field.isVisible(), true);
  await close(watched);
});

test("the map can give its place to a table with the same records", async () => {
  const watched = await open(browser, `${atlas.url}/en`);
  const { page } = watched;
  await page.getByRole("button", { name: "Large list" }).click();
  await page.waitForURL(/view=list/);
  assert.equal(await page.locator("#map").isVisible(), false);
  await page.getByRole("columnheader", { name: "Evidence" }).waitFor({ state: "visible" });
  assert.equal(await page.locator(".list tbody tr").count(), 57);
  await close(watched);
});

test("without WebGL the list still works, and the page says why there is no map", async () => {
  const plain = await startBrowser("--disable-3d-apis");
  try {
    const watched = await open(plain, `${atlas.url}/en`);
    const { page } = watched;
    await page.getByText("WebGL 2 is missing").waitFor();
    await page.locator(".list tbody tr").nth(56).waitFor();
    await page.locator("#tab-projects").click();
    await page.locator(".list a[data-key^='projects/']").first().click();
    await page.locator(".proof-box").waitFor();
    await page.locator(".credits a").first().waitFor({ state: "visible" });
    await close(watched);
  } finally {
    await plain.close();
  }
});

test("the page allows itself nothing from elsewhere, and its files are kept for good", async () => {
  const page = await fetch(`${atlas.url}/fr`);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.ok(policy.includes("default-src 'none'") && !/https?:|\*|unsafe/.test(policy), policy);
  assert.equal(page.headers.get("content-language"), "fr");
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]);
  assert.ok(files.length >= 3, html);
  for (const file of files) {
    const asset = await fetch(`${atlas.url}/${file}`);
    assert.equal(asset.status, 200, file);
    assert.match(asset.headers.get("cache-control") ?? "", /immutable/);
    const again = await fetch(`${atlas.url}/${file}`, { headers: { "If-None-Match": asset.headers.get("etag") ?? "" } });
    assert.equal(again.status, 304, file);
  }
});
