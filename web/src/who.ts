// "Who works here?": the actors at work in a territory, in both directions, each with the reasons that
// the interface gives, and the resources that could be shared there.

import { alarm } from "./alarm.ts";
import { actorsThere, territories, totals } from "./data.ts";
import { fill, h, named } from "./dom.ts";
import { number, wordsOf } from "./i18n.ts";
import { coordination } from "./state.ts";
import type { Kind, State } from "./state.ts";
import { follow } from "./store.ts";
import type { Store } from "./store.ts";
import type { ActorThere, ActorsThere, FacetCount, Reason, ResourceThere, Territory } from "./types.ts";

const KIND: Record<Reason["kind"], Kind> = { partnership: "partnerships", project: "projects", resource: "resources" };

/** Reasons beyond these are folded away. */
const REASONS_SHOWN = 4;

export class Who {
  readonly element = h("div", { class: "who" });
  private readonly store: Store;
  private turn = 0;

  constructor(store: Store) {
    this.store = store;
  }

  async draw(): Promise<void> {
    const turn = ++this.turn;
    const { state } = this.store;
    const words = wordsOf(state.lang);
    if (state.territory.length === 0) {
      fill(this.element, h("p", { class: "intro" }, words.whoIntro), this.starts());
      return;
    }
    this.element.setAttribute("aria-busy", "true");
    try {
      const [places, counts] = await Promise.all([territories(state.territory, state.lang), totals(state.lang)]);
      const place = places.find((one) => one.id === state.territory.at(-1));
      const countries = (counts.projects.facets["country"] ?? []).filter(({ value }) => value !== place?.country.id);
      const question = coordination(state, countries[0]?.value ?? "");
      const answer = question ? await actorsThere(question, state.lang) : null;
      if (turn !== this.turn) return;
      fill(this.element, ...this.question(state, places, countries), ...(answer ? this.answer(answer) : []));
    } catch (error) {
      if (turn !== this.turn) return;
      fill(this.element, alarm(error, this.store, () => void this.draw()));
    }
    this.element.removeAttribute("aria-busy");
  }

  /** The territories with most to tell, to begin with one. */
  private starts(): HTMLElement {
    const { lang } = this.store.state;
    const most = h("ul", { class: "starts" });
    void totals(lang).then((counts) => {
      const regions = (counts.projects.facets["territory:region"] ?? []).slice(0, 8);
      fill(
        most,
        ...regions.map(({ value, label }) => {
          const changes = { territory: [value], tab: "who", show: null } as const;
          const go = { ...changes, territory: [value] };
          return h("li", {}, h("a", { href: this.store.href(go), onclick: follow(this.store, go) }, label));
        }),
      );
    }, () => undefined);
    return most;
  }

  private question(state: State, places: Territory[], countries: FacetCount[]): HTMLElement[] {
    const words = wordsOf(state.lang);
    const place = places.find((one) => one.id === state.territory.at(-1));
    const name = place?.name ?? "";
    const choice = (direction: State["direction"], label: string): HTMLElement => {
      const input = h("input", { type: "radio", name: "direction", value: direction, "data-key": `direction-${direction}` });
      input.checked = state.direction === direction;
      input.addEventListener("change", () => this.store.set({ direction, other: "" }));
      return h("label", { class: "direction" }, input, h("span", {}, label));
    };
    const others = [...countries.map(({ value, label }) => ({ id: value, name: label })), ...places.filter((one) => one !== place)];
    const other = h(
      "select",
      { id: "other", "data-key": "other" },
      state.direction === "here" ? h("option", { value: "" }, words.everywhere) : null,
      ...others.map(({ id, name: label }) => h("option", { value: id }, label)),
    );
    other.value = state.other || (state.direction === "here" ? "" : (others[0]?.id ?? ""));
    other.addEventListener("change", () => this.store.set({ other: other.value }));
    return [
      h("h2", { class: "place-title" }, place ? named(place) : name),
      h("p", { class: "kicker" }, place ? [place.level_label, ...place.ancestors.map((one) => one.name)].join(" · ") : ""),
      h(
        "fieldset",
        { class: "directions" },
        h("legend", { class: "visually-hidden" }, words.direction),
        choice("here", words.whoHere(name)),
        choice("away", words.whoAway(name)),
      ),
      h("div", { class: "field inline" }, h("label", { for: "other" }, state.direction === "here" ? words.otherSide : words.otherPlace), other),
    ];
  }

  private answer(answer: ActorsThere): (HTMLElement | null)[] {
    const { lang } = this.store.state;
    const words = wordsOf(lang);
    const { counts } = answer;
    const figures = [
      [counts.actors, words.countActors(counts.actors)],
      [counts.partnerships, words.countPartnerships(counts.partnerships)],
      [counts.projects, words.countProjects(counts.projects)],
      [counts.resources, words.countResources(counts.resources)],
    ] as const;
    return [
      h("div", { role: "status" }, h("ul", { class: "figures" }, ...figures.map(([count, unit]) => h("li", {}, h("strong", {}, number(count, lang)), ` ${unit}`)))),
      h("p", { class: "hint" }, words.filtersApply),
      answer.resources.length > 0 ? h("h3", {}, words.resourcesThere) : null,
      answer.resources.length > 0 ? h("ul", { class: "resources" }, ...answer.resources.map((one) => this.resource(one))) : null,
      h("h3", {}, words.actorsThere),
      answer.actors.length > 0
        ? h("ol", { class: "actors" }, ...answer.actors.map((one) => this.actor(one)))
        : h("p", { class: "nothing" }, words.nobody),
    ];
  }

  private actor(there: ActorThere): HTMLElement {
    const reasons = there.reasons.map((reason) => this.reason(reason));
    const rest = reasons.slice(REASONS_SHOWN);
    const words = wordsOf(this.store.state.lang);
    return h(
      "li",
      { class: "actor", "data-actor": there.actor.id },
      h("h4", {}, named(there.actor)),
      h("ul", { class: "reasons" }, ...reasons.slice(0, REASONS_SHOWN)),
      rest.length > 0 ? h("details", {}, h("summary", {}, words.more(rest.length)), h("ul", { class: "reasons" }, ...rest)) : null,
    );
  }

  private reason(reason: Reason): HTMLElement {
    const words = wordsOf(this.store.state.lang);
    const how = reason.relation === "direct" ? reason.relation_label : `${reason.relation_label} ${words.through(reason.through.name)}`;
    return h(
      "li",
      { class: `by-${reason.kind}` },
      h("span", { class: "reason-kind" }, words.reasonKind[reason.kind]),
      this.recordLink(KIND[reason.kind], reason.record.id, reason.record.name),
      h("span", { class: "how" }, how),
    );
  }

  private resource(there: ResourceThere): HTMLElement {
    const words = wordsOf(this.store.state.lang);
    return h(
      "li",
      { class: there.shared ? "resource shared" : "resource", "data-resource": there.resource.id },
      h("p", {}, this.recordLink("resources", there.resource.id, named(there.resource))),
      h(
        "p",
        { class: "how" },
        there.shared ? h("span", { class: "badge good" }, words.sharedResource) : null,
        there.shared ? " " : null,
        [there.kind_label, words.ownedBy(there.owner.name), `${there.relation_label} ${words.through(there.through.name)}`].join(" · "),
      ),
      there.available_to ? h("p", { class: "how" }, words.availableTo(there.available_to)) : null,
    );
  }

  private recordLink(kind: Kind, id: string, label: Node | string): HTMLElement {
    const show = { kind, id };
    return h("a", { href: this.store.href({ show }), "data-key": `${kind}/${id}`, onclick: follow(this.store, { show }) }, label);
  }
}
