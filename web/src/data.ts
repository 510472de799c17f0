// Everything that the page asks of the interface, by what it is for.

import { address, get, getOnce } from "./api.ts";
import { inLanguage } from "./i18n.ts";
import type { Lang } from "./i18n.ts";
import { filters } from "./state.ts";
import type { Choice, Kind, Pair, State } from "./state.ts";
import type { ActorsThere, Attribution, Campaign, List, Partnership, Project, Resource, Summary, Territory, ThemeNode } from "./types.ts";
import type { FeatureCollection } from "geojson";

/** How many rows a list shows at first, and more at each step. */
const ROWS = 100;

export interface Records {
  partnerships: Partnership;
  projects: Project;
  resources: Resource;
}

/** Exact counts for a state, but for the filters named. */
export function summary(state: State, without: readonly (Choice | "country")[] = []): Promise<Summary> {
  return get(address("v1/summary", [...filters(state, without), ["lang", state.lang]]));
}

/** Counts of the whole atlas. */
export function totals(lang: Lang): Promise<Summary> {
  return getOnce(address("v1/summary", [["lang", lang]]));
}

export function list<K extends "partnerships" | "projects">(kind: K, state: State): Promise<List<Records[K]>> {
  const pairs: Pair[] = [["sort", state.sort], ["limit", String(ROWS)], ["lang", state.lang]];
  return get(address(`v1/${kind}`, [...filters(state), ...pairs]));
}

/** Where the same list can be had as a file. */
export function file(kind: "partnerships" | "projects", state: State, format: "csv" | "geojson"): string {
  return address(`v1/${kind}`, [...filters(state), ["f", format], ["lang", state.lang]]);
}

export function features(kind: "partnerships" | "projects", state: State): Promise<FeatureCollection> {
  return get(file(kind, state, "geojson"));
}

export function record<K extends Kind>(kind: K, id: string, lang: Lang): Promise<Records[K]> {
  return get(address(`v1/${kind}/${encodeURIComponent(id)}`, [["lang", lang]]));
}

export function projectsOf(partnership: string, lang: Lang): Promise<List<Project>> {
  return get(address("v1/projects", [["partnership", partnership], ["sort", "name"], ["lang", lang]]));
}

export async function themes(lang: Lang): Promise<ThemeNode[]> {
  return (await getOnce<List<ThemeNode>>(address("v1/themes", [["lang", lang]]))).items;
}

export async function campaigns(lang: Lang): Promise<Campaign[]> {
  return (await getOnce<List<Campaign>>(address("v1/campaigns", [["lang", lang]]))).items;
}

export async function attributions(lang: Lang): Promise<Attribution[]> {
  const answer = await getOnce<{ attributions: Attribution[] }>(address("v1/attributions", [["lang", lang]]));
  return answer.attributions;
}

export async function territories(ids: readonly string[], lang: Lang): Promise<Territory[]> {
  if (ids.length === 0) return [];
  const found = await getOnce<List<Territory>>(address("v1/territories", [["id", ids.join(",")], ["lang", lang]]));
  return found.items;
}

/**
 * Territories by a name in any language, with all their names. The large ones and the small ones are
 * asked for apart, so that these do not crowd out those.
 */
export async function territoriesNamed(words: string, lang: Lang): Promise<(Territory & { names: string[] })[]> {
  const find = (levels: string): Promise<List<ManyNamed>> =>
    get(address("v1/territories", [["q", words], ["level", levels], ["limit", "200"], ["lang", "all"]]));
  const found = await Promise.all([find("country,region,department"), find("grouping,municipality")]);
  return found
    .flatMap((list) => list.items)
    .map((item) => {
      const names = [...Object.values(item.name), ...(item.aliases ?? []), ...(item.pinyin ? [item.pinyin] : [])];
      const spoken = inLanguage(item, lang) as Territory;
      return { ...spoken, ...(item.name.zh && lang !== "zh" ? { local_name: item.name.zh } : {}), names };
    });
}

/** A territory as `lang=all` gives it, as far as it is read here. */
interface ManyNamed {
  name: Partial<Record<Lang, string>>;
  aliases?: string[];
  pinyin?: string;
}

export function actorsThere(pairs: readonly Pair[], lang: Lang): Promise<ActorsThere> {
  return get(address("v1/coordination/actors", [...pairs, ["lang", lang]]));
}

/** Outlines, or points where none is known, of the territories of a level that still exist. */
export function outlines(level: string, lang: Lang): Promise<FeatureCollection> {
  const pairs: Pair[] = [["level", level], ["current", "true"], ["f", "geojson"], ["geometry", "boundary"], ["lang", lang]];
  return getOnce(address("v1/territories", pairs));
}

/** The points at which the names of the territories of a level stand. */
export function labelPoints(level: string, lang: Lang): Promise<FeatureCollection> {
  return getOnce(address("v1/territories", [["level", level], ["current", "true"], ["f", "geojson"], ["lang", lang]]));
}

export function outlinesOf(ids: readonly string[], lang: Lang): Promise<FeatureCollection> {
  const pairs: Pair[] = [["id", ids.join(",")], ["f", "geojson"], ["geometry", "boundary"], ["lang", lang]];
  return getOnce(address("v1/territories", pairs));
}
