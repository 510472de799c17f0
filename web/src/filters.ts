// The bar of filters. What is typed in stays in place; counts are drawn anew when the state changes.

import { territorySearch } from "./combobox.ts";
import { summary, territories, themes } from "./data.ts";
import { debounced, fill, h } from "./dom.ts";
import { choices, countOf, themeTree } from "./facets.ts";
import { number, wordsOf } from "./i18n.ts";
import { cleared, countFilters } from "./state.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";
import type { Summary, Territory } from "./types.ts";

export class Filters {
  readonly element = h("form", { class: "filters", role: "search", onsubmit: (event: Event) => event.preventDefault() });
  private readonly store: Store;
  private readonly chips = h("ul", { class: "chips" });
  private readonly counted = h("div", { class: "counted" });
  private readonly head = h("div", { class: "filters-head" });
  private text = h("input");
  private country = h("select");
  private since = h("input");
  private until = h("input");
  private asked = 0;

  constructor(store: Store) {
    this.store = store;
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.build();
  }

  /** Draws everything anew, in the language of the state. */
  build(): void {
    const { lang } = this.store.state;
    const words = wordsOf(lang);
    this.element.setAttribute("aria-label", words.filters);
    const typed = debounced(300, () => this.store.set({ q: this.text.value }, "replace"));
    this.text = h("input", { id: "q", type: "search", placeholder: words.textHint, autocomplete: "off", "data-key": "q", oninput: typed });
    this.country = h("select", { id: "country", "data-key": "country", onchange: () => this.store.set({ country: this.country.value }) });
    const year = (name: "since" | "until", label: string): HTMLInputElement => {
      const field = h("input", { type: "text", inputmode: "numeric", maxlength: 4, size: 4, placeholder: "····", "aria-label": `${words.years}: ${label}`, "aria-describedby": "years-hint", "data-key": name });
      field.addEventListener("change", () => this.store.set({ [name]: /^\d{4}$/.test(field.value) ? field.value : "" }));
      return field;
    };
    this.since = year("since", words.sinceYear);
    this.until = year("until", words.untilYear);
    const search = territorySearch({ id: "territory", label: words.territory, lang, onChoose: (place) => this.choose(place) });
    fill(
      this.element,
      this.head,
      search,
      this.chips,
      h("div", { class: "field" }, h("label", { for: "q" }, words.text), this.text),
      this.counted,
      h("div", { class: "field" }, h("label", { for: "country" }, words.country), this.country),
      h(
        "fieldset",
        { class: "facet years" },
        h("legend", {}, words.years),
        h("div", { class: "year-fields" }, h("span", { "aria-hidden": "true" }, words.sinceYear), this.since, h("span", { "aria-hidden": "true" }, words.untilYear), this.until),
        h("p", { class: "hint", id: "years-hint" }, words.yearsHint),
      ),
    );
    this.update();
  }

  /** Brings what is shown in step with the state. */
  update(): void {
    const { state } = this.store;
    this.drawHead(state);
    if (document.activeElement !== this.text) this.text.value = state.q;
    this.since.value = state.since;
    this.until.value = state.until;
    void this.drawChips(state);
    void this.drawCounts(state);
  }

  private choose(place: Territory): void {
    const { territory } = this.store.state;
    const chosen = [...territory.filter((id) => id !== place.id), place.id];
    this.store.set({ territory: chosen, tab: "who", direction: "here", other: "", show: null });
  }

  private drawHead(state: State): void {
    const words = wordsOf(state.lang);
    const count = countFilters(state);
    const clear = h("button", { type: "button", class: "plain", "data-key": "clear", onclick: () => this.store.set(cleared(this.store.state)) }, words.clear);
    fill(
      this.head,
      h("h2", {}, words.filters),
      count > 0 ? h("span", { class: "badge" }, words.filtersSet(count)) : null,
      count > 0 ? clear : null,
    );
  }

  private async drawChips(state: State): Promise<void> {
    const words = wordsOf(state.lang);
    const places = await territories(state.territory, state.lang).catch(() => []);
    if (state !== this.store.state) return;
    const chip = (id: string): HTMLElement => {
      const name = places.find((place) => place.id === id)?.name ?? id;
      const remove = (): void => {
        const territory = this.store.state.territory.filter((other) => other !== id);
        this.store.set({ territory, other: "" });
      };
      return h("li", { class: "chip" }, h("span", {}, name), h("button", { type: "button", "aria-label": words.remove(name), "data-key": `chip-${id}`, onclick: remove }, "×"));
    };
    fill(this.chips, ...state.territory.map(chip));
    this.chips.hidden = state.territory.length === 0;
  }

  private async drawCounts(state: State): Promise<void> {
    const turn = ++this.asked;
    const words = wordsOf(state.lang);
    try {
      const [nodes, byTheme, byStatus, byProvenance, byConfidence, byCountry] = await Promise.all([
        themes(state.lang),
        summary(state, ["theme"]),
        summary(state, ["status"]),
        summary(state, ["provenance"]),
        summary(state, ["confidence"]),
        summary(state, ["country"]),
      ]);
      if (turn !== this.asked) return;
      keepingFocus(this.counted, () =>
        fill(
          this.counted,
          themeTree(this.store, nodes, byTheme),
          choices(this.store, "status", words.status, byStatus),
          choices(this.store, "provenance", words.provenance, byProvenance),
          choices(this.store, "confidence", words.confidence, byConfidence),
        ),
      );
      this.drawCountries(state, byCountry);
    } catch {
      // The list says what went wrong; counts that are out of date would say nothing true.
      if (turn === this.asked) fill(this.counted);
    }
  }

  private drawCountries(state: State, counts: Summary): void {
    const words = wordsOf(state.lang);
    const known = [...(counts.projects.facets["country"] ?? []), ...(counts.partnerships.facets["country"] ?? [])];
    const labels = new Map(known.map(({ value, label }) => [value, label]));
    if (state.country && !labels.has(state.country)) labels.set(state.country, state.country);
    const option = ([value, label]: [string, string]): HTMLElement => {
      const shares = [counts.partnerships, counts.projects].map((one) => number(countOf(one, "country", value), state.lang));
      return h("option", { value }, `${label} (${shares.join(" · ")})`);
    };
    fill(this.country, h("option", { value: "" }, words.anyCountry), ...[...labels].map(option));
    this.country.value = state.country;
  }
}

/** Draws a part of the page anew without losing the place of who uses the keyboard. */
function keepingFocus(part: HTMLElement, draw: () => void): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && part.contains(focused) ? focused.dataset["key"] : undefined;
  draw();
  if (key) part.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
