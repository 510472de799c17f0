// The twin of the map: the same records under the same filters, as a table that grows a page at a time.
// In a narrow column its rows look like cards; the roles keep it a table for assistive technology.

import { nextPage } from "./api.ts";
import { file, list } from "./data.ts";
import { fill, h, named } from "./dom.ts";
import { number, period, wordsOf } from "./i18n.ts";
import { alarm } from "./alarm.ts";
import { SORTS, cleared, countFilters } from "./state.ts";
import type { Sort, State } from "./state.ts";
import { follow } from "./store.ts";
import type { Store } from "./store.ts";
import type { List as Page, Partnership, Project } from "./types.ts";

type ListKind = "partnerships" | "projects";

export class List {
  readonly element = h("div", { class: "list" });
  private readonly store: Store;
  private turn = 0;

  constructor(store: Store) {
    this.store = store;
  }

  async draw(kind: ListKind): Promise<void> {
    const turn = ++this.turn;
    const { state } = this.store;
    this.element.setAttribute("aria-busy", "true");
    try {
      const page = await list(kind, state);
      if (turn !== this.turn) return;
      this.show(kind, state, page as Page<Partnership | Project>);
    } catch (error) {
      if (turn !== this.turn) return;
      fill(this.element, alarm(error, this.store, () => void this.draw(kind)));
    }
    this.element.removeAttribute("aria-busy");
  }

  private show(kind: ListKind, state: State, page: Page<Partnership | Project>): void {
    const words = wordsOf(state.lang);
    if (page.matched === 0) {
      const clear = h("button", { type: "button", onclick: () => this.store.set(cleared(state)) }, words.clear);
      fill(this.element, h("p", { class: "nothing" }, words.nothing), countFilters(state) > 0 ? clear : null);
      return;
    }
    const body = h("tbody", { role: "rowgroup" });
    const table = h(
      "table",
      { role: "table" },
      h("caption", { class: "visually-hidden" }, words[kind]),
      h("thead", { role: "rowgroup" }, this.header(kind)),
      body,
    );
    const shown = h("p", { class: "shown", role: "status" });
    const more = h("button", { type: "button", class: "more" }, words.showMore);
    const add = (next: Page<Partnership | Project>): void => {
      page = next;
      body.append(...next.items.map((item) => this.row(kind, item)));
      shown.textContent = words.showing(number(body.rows.length, state.lang), number(next.matched, state.lang));
      more.hidden = next.next === null;
    };
    more.addEventListener("click", () => {
      const row = body.rows.length;
      nextPage(page, `v1/${kind}`)?.then(
        (next) => {
          add(next);
          body.rows[row]?.querySelector("a")?.focus();
        },
        (error: unknown) => more.before(alarm(error, this.store)),
      );
    });
    add(page);
    fill(this.element, this.tools(kind, state), table, h("div", { class: "list-foot" }, shown, more));
  }

  private tools(kind: ListKind, state: State): HTMLElement {
    const words = wordsOf(state.lang);
    const select = h(
      "select",
      { id: "sort", "data-key": "sort" },
      ...SORTS.map((sort) => h("option", { value: sort, selected: sort === state.sort }, words.sorts[sort])),
    );
    select.addEventListener("change", () => this.store.set({ sort: select.value as Sort }));
    const link = (format: "csv" | "geojson", label: string): HTMLElement =>
      h("a", { href: file(kind, state, format), download: `${kind}.${format}` }, label);
    return h(
      "div",
      { class: "list-tools" },
      h("label", { for: "sort" }, words.sort),
      select,
      h("span", { class: "downloads" }, words.download, " ", link("csv", "CSV"), " ", link("geojson", "GeoJSON")),
    );
  }

  private header(kind: ListKind): HTMLElement {
    const words = wordsOf(this.store.state.lang);
    const titles = [words.name, kind === "projects" ? words.places : words.partners, words.themes, words.status, words.period, words.evidence];
    return h("tr", { role: "row" }, ...titles.map((title) => h("th", { role: "columnheader", scope: "col" }, title)));
  }

  private row(kind: ListKind, item: Partnership | Project): HTMLElement {
    const { lang } = this.store.state;
    const show = { kind, id: item.id };
    const title = "title" in item ? item.title : item.name;
    const link = h("a", { href: this.store.href({ show }), "data-key": `${kind}/${item.id}`, onclick: follow(this.store, { show }) }, title);
    const ends = "title" in item ? item.territories : item.actors;
    const about = "title" in item ? [item.theme, ...item.themes] : item.themes;
    const cell = (name: string, ...children: (Node | string)[]): HTMLElement => h("td", { role: "cell", class: name }, ...children);
    return h(
      "tr",
      { role: "row" },
      h("th", { role: "rowheader", scope: "row" }, link),
      cell("ends", ...ends.flatMap((end, index) => (index > 0 ? [" · ", named(end)] : [named(end)]))),
      cell("about", about.map((theme) => theme.name).join(", ")),
      cell("status", h("span", { class: `state ${item.status}` }, item.status_label)),
      cell("when", period(item.period, lang)),
      cell("proof", item.provenance.kind_label),
    );
  }
}
