// Filters with exact counts: the tree of themes and the lists of choices. Each row tells how many
// partnerships and projects there would be with it, given all other filters.

import { h } from "./dom.ts";
import { number, wordsOf } from "./i18n.ts";
import { toggled } from "./state.ts";
import type { Choice } from "./state.ts";
import type { Store } from "./store.ts";
import type { Breakdown, FacetCount, Summary, ThemeNode } from "./types.ts";

/** Sub-themes that were opened, for as long as the page lasts. */
const opened = new Set<string>();

export function themeTree(store: Store, nodes: readonly ThemeNode[], counts: Summary): HTMLElement | null {
  const words = wordsOf(store.state.lang);
  const group = (title: string, members: readonly ThemeNode[]): Node | null => {
    const rows = members.filter((node) => isOfUse(node, counts, store.state.theme));
    if (rows.length === 0) return null;
    const branch = (node: ThemeNode): HTMLElement => themeBranch(store, node, counts);
    return h("li", {}, h("p", { class: "facet-group" }, title), h("ul", { class: "tree" }, ...rows.map(branch)));
  };
  if (!nodes.some((node) => isOfUse(node, counts, store.state.theme))) return null;
  return h(
    "fieldset",
    { class: "facet" },
    legend(store, words.theme),
    h(
      "ul",
      { class: "tree" },
      group(words.agreed, nodes.filter((node) => node.agreed && !node.cross_cutting)),
      group(words.otherThemes, nodes.filter((node) => !node.agreed && !node.cross_cutting)),
      group(words.crossCutting, nodes.filter((node) => node.cross_cutting)),
    ),
  );
}

export function choices(store: Store, name: Exclude<Choice, "theme">, title: string, counts: Summary): HTMLElement | null {
  const labels = new Map<string, string>();
  for (const { value, label } of [...facet(counts.partnerships, name), ...facet(counts.projects, name)]) {
    labels.set(value, label);
  }
  // What was chosen stays to be unchosen, even where nothing is left of it.
  for (const value of store.state[name]) if (!labels.has(value)) labels.set(value, value);
  if (labels.size === 0) return null;
  const rows = [...labels].map(([value, label]) => h("li", {}, row(store, name, value, label, counts)));
  return h("fieldset", { class: "facet" }, legend(store, title), h("ul", { class: "tree" }, ...rows));
}

/** The number of records with a value. */
export function countOf(breakdown: Breakdown, name: string, value: string): number {
  return facet(breakdown, name).find((count) => count.value === value)?.count ?? 0;
}

function themeBranch(store: Store, node: ThemeNode, counts: Summary): HTMLElement {
  const words = wordsOf(store.state.lang);
  const children = node.children.filter((child) => isOfUse(child, counts, store.state.theme));
  const line = row(store, "theme", node.id, node.label, counts);
  if (children.length === 0) return h("li", {}, line);
  const isOpen = opened.has(node.id) || children.some((child) => store.state.theme.includes(child.id));
  const branch = h("ul", { class: "tree sub", id: `sub-${node.id}` }, ...children.map((child) => themeBranch(store, child, counts)));
  branch.hidden = !isOpen;
  const toggle = h("button", {
    type: "button",
    class: "unfold",
    "aria-expanded": String(isOpen),
    "aria-controls": branch.id,
    "aria-label": words.subThemes(node.label),
    "data-key": `unfold-${node.id}`,
    onclick: () => {
      branch.hidden = !branch.hidden;
      toggle.setAttribute("aria-expanded", String(!branch.hidden));
      if (branch.hidden) opened.delete(node.id);
      else opened.add(node.id);
    },
  });
  return h("li", { class: "branch" }, h("div", { class: "branch-line" }, toggle, line), branch);
}

function row(store: Store, name: Choice, value: string, label: string, counts: Summary): HTMLElement {
  const words = wordsOf(store.state.lang);
  const key = `${name}-${value}`;
  const box = h("input", { type: "checkbox", name, value, "data-key": key });
  box.checked = store.state[name].includes(value);
  box.addEventListener("change", () => store.set({ [name]: toggled(store.state[name], value) }));
  const cell = (count: number, unit: string): HTMLElement =>
    h(
      "span",
      { class: count === 0 ? "count zero" : "count" },
      number(count, store.state.lang),
      h("span", { class: "visually-hidden" }, ` ${unit} `),
    );
  const partnerships = countOf(counts.partnerships, name, value);
  const projects = countOf(counts.projects, name, value);
  return h(
    "label",
    { class: "choice" },
    box,
    h("span", { class: "choice-name" }, label, " "),
    cell(partnerships, words.countPartnerships(partnerships)),
    cell(projects, words.countProjects(projects)),
  );
}

/** A heading over the two columns of counts. */
function legend(store: Store, title: string): HTMLElement {
  const words = wordsOf(store.state.lang);
  const mark = (kind: "arc" | "point", label: string): HTMLElement =>
    h("span", { class: `mark ${kind}`, title: label, "aria-hidden": "true" });
  return h("legend", {}, title, mark("arc", words.partnerships), mark("point", words.projects));
}

function isOfUse(node: ThemeNode, counts: Summary, chosen: readonly string[]): boolean {
  if (chosen.includes(node.id)) return true;
  const count = countOf(counts.partnerships, "theme", node.id) + countOf(counts.projects, "theme", node.id);
  return count > 0 || node.children.some((child) => isOfUse(child, counts, chosen));
}

function facet(breakdown: Breakdown, name: string): FacetCount[] {
  return breakdown.facets[name] ?? [];
}
