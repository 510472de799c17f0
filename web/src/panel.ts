// The column of results: three tabs (partnerships, projects, who works here), over which the details of
// one record are laid. It carries all the information; the map is another view of it.

import { summary } from "./data.ts";
import { Details } from "./details.ts";
import { fill, h } from "./dom.ts";
import { number, wordsOf } from "./i18n.ts";
import { List } from "./list.ts";
import { TABS } from "./state.ts";
import type { State, Tab } from "./state.ts";
import type { Store } from "./store.ts";
import { Who } from "./who.ts";

export class Panel {
  readonly element = h("section", { class: "panel", id: "list", tabindex: -1 });
  private readonly store: Store;
  private readonly list: List;
  private readonly who: Who;
  private readonly details: Details;
  private readonly tabs = new Map<Tab, HTMLButtonElement>();
  private readonly bar = h("div", { class: "tabs", role: "tablist" });
  private readonly body = h("div", { class: "panel-body", role: "tabpanel", id: "results" });
  private readonly wide = h("button", { type: "button", class: "widen", "data-key": "wide" });
  private readonly told = h("p", { class: "visually-hidden", role: "status" });
  private turn = 0;

  constructor(store: Store) {
    this.store = store;
    this.list = new List(store);
    this.who = new Who(store);
    this.details = new Details(store);
    this.wide.addEventListener("click", () => store.set({ wide: !store.state.wide }));
    const head = h("div", { class: "panel-head" }, this.bar, this.wide);
    this.element.append(head, this.told, this.body, this.details.element);
    // Back from the details, the reader is where the record was opened.
    document.addEventListener("atlas:closed", (event) => {
      const key = CSS.escape(String((event as CustomEvent<string>).detail));
      this.body.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
    });
    this.build();
  }

  /** Draws everything anew, in the language of the state. */
  build(): void {
    const words = wordsOf(this.store.state.lang);
    this.element.setAttribute("aria-label", words.list);
    this.bar.setAttribute("aria-label", words.list);
    const label: Record<Tab, string> = { partnerships: words.partnerships, projects: words.projects, who: words.whoShort };
    for (const tab of TABS) {
      const button = h("button", { type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": "results" }, h("span", { class: "tab-name" }, label[tab]), tab === "who" ? null : h("span", { class: "tab-count" }));
      button.addEventListener("click", () => this.store.set({ tab, show: null }));
      button.addEventListener("keydown", (event) => this.move(event, tab));
      this.tabs.set(tab, button);
    }
    fill(this.bar, ...this.tabs.values());
    this.update(null);
  }

  /** Brings what is shown in step with the state. */
  update(before: State | null): void {
    const { state } = this.store;
    for (const [tab, button] of this.tabs) {
      button.setAttribute("aria-selected", String(tab === state.tab));
      button.tabIndex = tab === state.tab ? 0 : -1;
    }
    const words = wordsOf(state.lang);
    this.wide.textContent = state.wide ? "⇥" : "⇤";
    this.wide.title = state.wide ? words.narrowList : words.wideList;
    this.wide.setAttribute("aria-label", this.wide.title);
    this.body.setAttribute("aria-labelledby", `tab-${state.tab}`);
    this.body.hidden = state.show !== null;
    this.details.element.hidden = state.show === null;
    if (state.show && (before?.show !== state.show || before.lang !== state.lang)) {
      void this.details.draw(state.show.kind, state.show.id);
      this.element.scrollTop = 0;
    }
    if (before && sameResults(before, state)) return;
    void this.count(state);
    if (state.tab === "who") {
      fill(this.body, this.who.element);
      void this.who.draw();
    } else {
      fill(this.body, this.list.element);
      void this.list.draw(state.tab);
    }
    if (!state.show) this.element.scrollTop = 0;
  }

  private async count(state: State): Promise<void> {
    const turn = ++this.turn;
    const words = wordsOf(state.lang);
    const counts = await summary(state).catch(() => null);
    if (turn !== this.turn) return;
    const say = (tab: "partnerships" | "projects"): string => (counts ? number(counts[tab].matched, state.lang) : "");
    for (const tab of ["partnerships", "projects"] as const) {
      const place = this.tabs.get(tab)?.querySelector(".tab-count");
      if (place) place.textContent = say(tab);
    }
    if (!counts) return;
    const { partnerships, projects } = counts;
    this.told.textContent = words.found(
      `${say("partnerships")} ${words.countPartnerships(partnerships.matched)}`,
      `${say("projects")} ${words.countProjects(projects.matched)}`,
    );
  }

  /** Arrow keys, Home and End go from tab to tab. */
  private move(event: KeyboardEvent, tab: Tab): void {
    const at = TABS.indexOf(tab);
    const goals: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    const next = TABS[(goal + TABS.length) % TABS.length] ?? tab;
    this.store.set({ tab: next, show: null });
    this.tabs.get(next)?.focus();
  }
}

/** Whether two states have the same results, whatever else differs. */
function sameResults(a: State, b: State): boolean {
  const key = (state: State): string => JSON.stringify({ ...state, show: null, wide: false });
  return key(a) === key(b);
}
