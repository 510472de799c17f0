// What the page shows, as the query of its address: so that every view can be shared, and Back works.
// Filters are spelt as the public interface spells them. Pure: no DOM, no network.

import type { Lang } from "./i18n.ts";

export const TABS = ["partnerships", "projects", "who"] as const;
export type Tab = (typeof TABS)[number];

export const KINDS = ["partnerships", "projects", "resources"] as const;
export type Kind = (typeof KINDS)[number];

export const SORTS = ["name", "-start", "start"] as const;
export type Sort = (typeof SORTS)[number];

/** Filters of which any of the values chosen will do. */
export const CHOICES = ["theme", "status", "provenance", "confidence"] as const;
export type Choice = (typeof CHOICES)[number];

export interface State {
  lang: Lang;
  /** Words of the text. */
  q: string;
  /** Every one of these territories must be touched. */
  territory: string[];
  theme: string[];
  status: string[];
  provenance: string[];
  confidence: string[];
  /** A country on either side; empty for any. */
  country: string;
  /** First and last year, as typed; empty for open. */
  since: string;
  until: string;
  sort: Sort;
  tab: Tab;
  /** "here": who comes from elsewhere to work in the territory; "away": its own actors elsewhere. */
  direction: "here" | "away";
  /** The territory at the other end of the question who works here; empty for any. */
  other: string;
  /** The record whose details are shown. */
  show: { kind: Kind; id: string } | null;
  /** Whether the list takes the place of the map. */
  wide: boolean;
}

export function initialState(lang: Lang): State {
  return {
    lang,
    q: "",
    territory: [],
    theme: [],
    status: [],
    provenance: [],
    confidence: [],
    country: "",
    since: "",
    until: "",
    sort: "name",
    tab: "partnerships",
    direction: "here",
    other: "",
    show: null,
    wide: false,
  };
}

/** Reads the query of an address. What it does not know, it passes over. */
export function parse(search: string, lang: Lang): State {
  const query = new URLSearchParams(search);
  const one = (name: string): string => query.get(name) ?? "";
  const many = (name: string): string[] => unique(one(name).split(",").filter(Boolean));
  const [kind, id] = split(one("show"));
  return {
    lang,
    q: one("q"),
    territory: unique(query.getAll("territory").filter(Boolean)),
    theme: many("theme"),
    status: many("status"),
    provenance: many("provenance"),
    confidence: many("confidence"),
    country: one("country"),
    since: one("since"),
    until: one("until"),
    sort: known(SORTS, one("sort"), "name"),
    tab: known(TABS, one("tab"), "partnerships"),
    direction: one("direction") === "away" ? "away" : "here",
    other: one("other"),
    show: id && isKind(kind) ? { kind, id } : null,
    wide: one("view") === "list",
  };
}

/** The query of the address of a state, with "?" where it is not empty. What is as usual is left out. */
export function format(state: State): string {
  const parts: string[] = [];
  const add = (name: string, value: string): void => {
    if (value) parts.push(`${name}=${encode(value)}`);
  };
  add("q", state.q);
  for (const id of state.territory) add("territory", id);
  for (const name of CHOICES) add(name, state[name].join(","));
  add("country", state.country);
  add("since", state.since);
  add("until", state.until);
  add("sort", state.sort === "name" ? "" : state.sort);
  add("tab", state.tab === "partnerships" ? "" : state.tab);
  add("direction", state.direction === "here" ? "" : state.direction);
  add("other", state.other);
  add("show", state.show ? `${state.show.kind}/${state.show.id}` : "");
  add("view", state.wide ? "list" : "");
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

export type Pair = [name: string, value: string];

/** The filters as parameters of the interface, but for those named. */
export function filters(state: State, without: readonly string[] = []): Pair[] {
  const pairs: Pair[] = [];
  const add = (name: string, value: string): void => {
    if (value && !without.includes(name)) pairs.push([name, value]);
  };
  add("q", state.q.trim());
  for (const id of state.territory) add("territory", id);
  for (const name of CHOICES) add(name, state[name].join(","));
  add("country", state.country);
  add("period", period(state));
  return pairs;
}

/** How many filters are set. */
export function countFilters(state: State): number {
  return filters(state).length;
}

/** The state without any filter. */
export function cleared(state: State): State {
  const { lang, sort, tab, wide, show } = state;
  return { ...initialState(lang), sort, tab, wide, show };
}

/**
 * The parameters of "who works here", or null where they are not complete. `elsewhere` is the country
 * to look in for the territory's own actors where none is chosen.
 */
export function coordination(state: State, elsewhere: string): Pair[] | null {
  const chosen = state.territory.at(-1);
  if (!chosen) return null;
  const other = state.other || (state.direction === "away" ? elsewhere : "");
  const ends: Pair[] =
    state.direction === "here"
      ? [["in", chosen], ["from", other]]
      : [["in", other], ["from", chosen]];
  if (!ends[0]?.[1]) return null;
  return [...ends.filter(([, value]) => value), ...filters(state, ["q", "territory", "country"])];
}

/** The values with one more, or without it where it was there. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function period({ since, until }: State): string {
  if (!since && !until) return "";
  return `${since || ".."}/${until || ".."}`;
}

/** Percent-encoding that leaves legible what a query may hold as it is. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");
}

function split(text: string): [string, string] {
  const at = text.indexOf("/");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

function known<T extends string>(values: readonly T[], value: string, usual: T): T {
  return values.find((other) => other === value) ?? usual;
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
