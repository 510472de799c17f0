import assert from "node:assert/strict";
import { test } from "node:test";
import { address } from "../../src/api.ts";
import { LANGS, date, inLanguage, langOf, number, period, wordsOf } from "../../src/i18n.ts";
import { fold, ranked } from "../../src/rank.ts";

test("every language says everything", () => {
  for (const lang of LANGS) {
    const words = wordsOf(lang);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(wordsOf("fr")).sort());
    for (const [name, value] of Object.entries(words)) {
      if (typeof value === "string") assert.ok(value.length > 0, `${lang}: ${name}`);
    }
  }
});

test("counts agree with their nouns", () => {
  const plurals = (n: number): string[] => [wordsOf("fr").countProjects(n), wordsOf("en").countProjects(n)];
  assert.deepEqual(plurals(0), ["projet", "projects"]);
  assert.deepEqual(plurals(1), ["projet", "project"]);
  assert.deepEqual(plurals(150), ["projets", "projects"]);
});

test("a date is written as far as it is known", () => {
  assert.equal(date("2006", "fr"), "2006");
  assert.equal(date("2006-03", "fr"), "mars 2006");
  assert.equal(date("2013-02-01", "fr"), "1er février 2013");
  assert.equal(date("2015-11-23", "en"), "23 November 2015");
  assert.equal(date("2015-11-23", "zh"), "2015年11月23日");
  assert.equal(date("vers 2000", "fr"), "vers 2000");
});

test("a period says what is known of it", () => {
  assert.equal(period({}, "en"), "");
  assert.equal(period({ start: "2006-03" }, "en"), "since March 2006");
  assert.equal(period({ end: "2013" }, "fr"), "jusqu'en 2013");
  assert.equal(period({ start: "2010", end: "2010" }, "zh"), "2010");
  assert.equal(period({ start: "2006", end: "2009" }, "en"), "2006 – 2009");
});

test("an unknown language is the first one", () => {
  assert.equal(langOf("zh"), "zh");
  assert.equal(langOf("de"), "fr");
  assert.equal(number(12129, "en"), "12,129");
});

test("an answer in all languages becomes one in the language asked", () => {
  const all = { id: "x", name: { fr: "Chine", en: "China" }, list: [{ label: { fr: "un", zh: "一" } }], none: null };
  assert.deepEqual(inLanguage(all, "en"), { id: "x", name: "China", list: [{ label: "un" }], none: null });
});

test("names are compared without accents, case and punctuation", () => {
  assert.equal(fold("Côte-d'Or"), "cote d or");
  assert.equal(fold("Jílín Shěng"), "jilin sheng");
  assert.equal(fold("吉林省"), "吉林省");
  assert.equal(fold("Œuvre"), "oeuvre");
});

test("the likeliest meaning of a name comes first", () => {
  const place = (id: string, names: string[], level: string, current = true) => ({ id, name: names[0] ?? "", names, level, current });
  const places = [
    place("town", ["Fay-de-Bretagne"], "municipality"),
    place("old", ["Bretagne ancienne"], "region", false),
    place("region", ["Brittany", "Bretagne"], "region"),
    place("city", ["Jilin"], "department"),
    place("province", ["Jilin"], "region"),
  ];
  assert.deepEqual(ranked("bretagn", places).map(({ id }) => id).slice(0, 2), ["region", "old"]);
  assert.equal(ranked("JILIN", places)[0]?.id, "province");
});

test("an address keeps commas and colons legible and escapes the rest", () => {
  assert.equal(address("v1/projects"), "v1/projects");
  assert.equal(
    address("v1/projects", [["theme", "a,b"], ["q", "eau & sel"], ["territory", "iso3166-2:FR-PDL"]]),
    "v1/projects?theme=a,b&q=eau%20%26%20sel&territory=iso3166-2:FR-PDL",
  );
});
