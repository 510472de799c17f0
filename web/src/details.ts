// One record in full, and where it comes from: kind of evidence, confidence, sources with their links.

import { address } from "./api.ts";
import { alarm } from "./alarm.ts";
import { projectsOf, record } from "./data.ts";
import { fill, h, named } from "./dom.ts";
import { date, number, period, wordsOf } from "./i18n.ts";
import type { Lang } from "./i18n.ts";
import { reconstruction } from "./notice.ts";
import type { Kind } from "./state.ts";
import { follow } from "./store.ts";
import type { Store } from "./store.ts";
import type { Named, Partnership, Project, Provenance, Resource } from "./types.ts";

type Fact = [title: string, ...content: (Node | string | null)[]];

export class Details {
  readonly element = h("article", { class: "details", "aria-live": "off" });
  private readonly store: Store;
  private turn = 0;

  constructor(store: Store) {
    this.store = store;
  }

  async draw(kind: Kind, id: string): Promise<void> {
    const turn = ++this.turn;
    const { lang } = this.store.state;
    try {
      const [found, projects] = await Promise.all([
        record(kind, id, lang),
        kind === "partnerships" ? projectsOf(id, lang) : null,
      ]);
      if (turn !== this.turn) return;
      const facts = this.facts(kind, found, projects?.items ?? []);
      this.show(kind, found, facts);
    } catch (error) {
      if (turn !== this.turn) return;
      fill(this.element, this.back(), alarm(error, this.store, () => void this.draw(kind, id)));
    }
  }

  private show(kind: Kind, item: Partnership | Project | Resource, facts: Fact[]): void {
    const { lang } = this.store.state;
    const words = wordsOf(lang);
    const title = h("h2", { tabindex: -1 }, "title" in item ? item.title : item.name);
    const kindWord = { partnerships: words.reasonKind.partnership, projects: words.reasonKind.project, resources: words.reasonKind.resource }[kind];
    const subtitle = "kind_label" in item ? `${kindWord} · ${item.kind_label}` : kindWord;
    const rows = facts
      .filter(([, ...content]) => content.some(Boolean))
      .flatMap(([name, ...content]) => [h("dt", {}, name), h("dd", {}, ...content)]);
    fill(
      this.element,
      this.back(),
      h("p", { class: "kicker" }, subtitle),
      title,
      "local_name" in item && item.local_name ? h("p", { class: "local", lang: "zh" }, item.local_name) : null,
      h("p", {}, h("span", { class: `state ${item.status}` }, item.status_label), " ", period(item.period, lang)),
      "description" in item && item.description ? h("p", { class: "lead" }, item.description) : null,
      h("dl", { class: "facts" }, ...rows),
      this.proof(item.provenance),
      h("p", { class: "permalink" }, h("a", { href: address(`v1/${kind}/${encodeURIComponent(item.id)}`, [["lang", lang]]) }, words.permalink)),
    );
    title.focus({ preventScroll: true });
  }

  private back(): HTMLElement {
    const words = wordsOf(this.store.state.lang);
    const close = (): void => {
      const { show } = this.store.state;
      this.store.set({ show: null });
      if (show) document.dispatchEvent(new CustomEvent("atlas:closed", { detail: `${show.kind}/${show.id}` }));
    };
    return h("button", { type: "button", class: "plain back", onclick: close }, `← ${words.back}`);
  }

  private facts(kind: Kind, item: Partnership | Project | Resource, projects: Project[]): Fact[] {
    const { lang } = this.store.state;
    const words = wordsOf(lang);
    const facts: Fact[] = [];
    if ("participants" in item) {
      facts.push([words.participants, bullets(item.participants.map(({ actor, role_label }) => [named(actor), ` — ${role_label}`]))]);
      facts.push([words.places, bullets(item.territories.map((place) => [this.placeLink(place)]))]);
      facts.push([words.themes, [item.theme, ...item.themes].map((theme) => theme.name).join(", ")]);
      facts.push([words.linkedPartnerships, bullets(item.partnerships.map((one) => [this.recordLink("partnerships", one.id, one.name)]))]);
      const figures = (item.results ?? []).map(({ measure, value, unit, date: on }) => [
        `${number(value, lang)}${unit ? ` ${unit}` : ""} — ${measure}${on ? ` (${date(on, lang)})` : ""}`,
      ]);
      facts.push([words.results, bullets(figures)]);
      facts.push([words.budget, item.budget ? money(item.budget, lang) : null]);
      const funding = (item.funding ?? []).map((one) => [
        [one.programme ?? one.actor?.name, one.amount ? money(one.amount, lang) : ""].filter(Boolean).join(words.colon),
      ]);
      facts.push([words.funding, bullets(funding)]);
    } else if ("actors" in item) {
      facts.push([words.partners, bullets(item.actors.map((actor) => [named(actor)]))]);
      facts.push([words.themes, item.themes.map((theme) => theme.name).join(", ")]);
      facts.push([words.linkedProjects, bullets(projects.map((one) => [this.recordLink("projects", one.id, one.title)]))]);
    } else if (kind === "resources") {
      facts.push([words.owner, named(item.owner)]);
      facts.push([words.seat, item.seat ? this.placeLink(item.seat) : null]);
      facts.push([words.covers, bullets(item.covers.map((place) => [this.placeLink(place)]))]);
      facts.push([words.sharing, [item.sharing_label, item.available_to && words.availableTo(item.available_to)].filter(Boolean).join(". ")]);
    }
    facts.push([words.note, item.note ?? null]);
    return facts;
  }

  private recordLink(kind: Kind, id: string, label: Node | string): HTMLElement {
    const show = { kind, id };
    return h("a", { href: this.store.href({ show }), onclick: follow(this.store, { show }) }, label);
  }

  /** A place leads to who works there. */
  private placeLink(place: Named): HTMLElement {
    const changes = { territory: [place.id], tab: "who", direction: "here", other: "", show: null } as const;
    const go = { ...changes, territory: [place.id] };
    return h("a", { href: this.store.href(go), onclick: follow(this.store, go) }, named(place));
  }

  private proof(provenance: Provenance): HTMLElement {
    const { lang } = this.store.state;
    const words = wordsOf(lang);
    const source = ({ title, url, date: on }: Provenance["sources"][number]): HTMLElement =>
      h(
        "li",
        {},
        url
          ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": `${title} (${words.newTab})` }, title)
          : title,
        on && !title.includes(on) ? ` — ${date(on, lang)}` : null,
      );
    return h(
      "section",
      { class: "proof-box" },
      h("h3", {}, words.proof),
      h(
        "p",
        {},
        h("span", { class: `badge kind-${provenance.kind}` }, provenance.kind_label),
        " ",
        h("span", { class: "badge" }, `${words.confidence}${words.colon}${provenance.confidence_label}`),
        provenance.date ? ` ${date(provenance.date, lang)}` : null,
      ),
      h("h4", {}, words.sources),
      h("ul", {}, ...provenance.sources.map(source)),
      provenance.note ? h("p", { class: "note" }, provenance.note) : null,
      reconstruction(provenance, lang),
    );
  }
}

function bullets(lines: (Node | string)[][]): Node | null {
  if (lines.length === 0) return null;
  return h("ul", {}, ...lines.map((line) => h("li", {}, ...line)));
}

function money({ amount, currency }: { amount: number; currency: string }, lang: Lang): string {
  return new Intl.NumberFormat(lang, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount);
}
