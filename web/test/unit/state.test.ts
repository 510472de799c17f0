import assert from "node:assert/strict";
import { test } from "node:test";
import { cleared, coordination, countFilters, filters, format, initialState, parse, toggled } from "../../src/state.ts";
import type { State } from "../../src/state.ts";

const full: State = {
  ...initialState("fr"),
  q: "eau & santé",
  territory: ["FR-REG-52", "CN-370000"],
  theme: ["sante", "tourisme-loisirs"],
  status: ["active"],
  provenance: ["minutes"],
  confidence: ["high", "medium"],
  country: "CN",
  since: "2010",
  until: "2015",
  sort: "-start",
  tab: "who",
  direction: "away",
  other: "CN",
  show: { kind: "resources", id: "bureau-qingdao-pdl" },
  wide: true,
};

test("every state survives the way through the address", () => {
  assert.deepEqual(parse(format(full), "fr"), full);
  assert.deepEqual(parse("", "zh"), initialState("zh"));
  assert.equal(format(initialState("en")), "");
});

test("an address reads as the interface spells its filters", () => {
  const query = format(full);
  assert.ok(query.startsWith("?q=eau%20%26%20sant%C3%A9&territory=FR-REG-52&territory=CN-370000&theme=sante,tourisme-loisirs&"), query);
  assert.ok(query.includes("show=resources/bureau-qingdao-pdl"), query);
});

test("what an address says that the page does not know is passed over", () => {
  const state = parse("?tab=nothing&sort=colour&show=actors/x&theme=,,a,a&utm_source=mail&territory=", "en");
  assert.deepEqual(state, { ...initialState("en"), theme: ["a"] });
});

test("filters repeat for and, and join with commas for or", () => {
  assert.deepEqual(filters(full), [
    ["q", "eau & santé"],
    ["territory", "FR-REG-52"],
    ["territory", "CN-370000"],
    ["theme", "sante,tourisme-loisirs"],
    ["status", "active"],
    ["provenance", "minutes"],
    ["confidence", "high,medium"],
    ["country", "CN"],
    ["period", "2010/2015"],
  ]);
  assert.equal(filters(full, ["theme"]).length, 8);
  assert.deepEqual(filters({ ...initialState("fr"), since: "2012" }), [["period", "2012/.."]]);
  assert.deepEqual(filters({ ...initialState("fr"), until: "2012" }), [["period", "../2012"]]);
});

test("clearing the filters leaves the way of looking", () => {
  const state = cleared(full);
  assert.equal(countFilters(state), 0);
  assert.deepEqual([state.lang, state.tab, state.sort, state.wide], ["fr", "who", "-start", true]);
});

test("who works here is asked in both directions, with the filters that the question takes", () => {
  const here = { ...initialState("fr"), territory: ["CN-220000"], theme: ["sante"], q: "x", country: "FR" };
  assert.deepEqual(coordination(here, "FR"), [["in", "CN-220000"], ["theme", "sante"]]);
  assert.deepEqual(coordination({ ...here, other: "FR-REG-52" }, "FR"), [["in", "CN-220000"], ["from", "FR-REG-52"], ["theme", "sante"]]);
  const away: State = { ...here, direction: "away" };
  assert.deepEqual(coordination(away, "FR"), [["in", "FR"], ["from", "CN-220000"], ["theme", "sante"]]);
  assert.equal(coordination(away, ""), null);
  assert.equal(coordination(initialState("fr"), "FR"), null);
});

test("toggling adds what is missing and removes what is there", () => {
  assert.deepEqual(toggled(["a"], "b"), ["a", "b"]);
  assert.deepEqual(toggled(["a", "b"], "a"), ["b"]);
});
