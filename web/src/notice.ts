// What the data are, and are not: said above the results, and again on each record that it holds for.

import { campaigns, totals } from "./data.ts";
import { fill, h } from "./dom.ts";
import { date, number, wordsOf } from "./i18n.ts";
import type { Lang } from "./i18n.ts";
import type { Provenance } from "./types.ts";

/** Kinds of evidence that were gathered from publications, not declared by an authority. */
const GATHERED = ["documented", "minutes", "editorial"];

/** The statement for one record; null for one that an authority declared itself. */
export function reconstruction(provenance: Provenance, lang: Lang): HTMLElement | null {
  if (!GATHERED.includes(provenance.kind)) return null;
  const words = wordsOf(lang);
  return h("p", { class: "reconstruction" }, h("strong", {}, words.reconstruction), words.stop, words.reconstructionText);
}

/** The statement for the whole atlas, with what each survey published. */
export async function drawNotice(place: HTMLElement, lang: Lang): Promise<void> {
  const words = wordsOf(lang);
  const [surveys, counts] = await Promise.all([campaigns(lang), totals(lang)]);
  const kinds = counts.projects.facets["provenance"] ?? [];
  const isGathered = kinds.some(({ value }) => GATHERED.includes(value));
  place.hidden = !isGathered || surveys.length === 0;
  const survey = (one: (typeof surveys)[number]): HTMLElement =>
    h(
      "div",
      {},
      h("h3", {}, `${words.asPublished} — ${one.name}`),
      h(
        "ul",
        {},
        ...one.figures.map(({ measure, value, date: on }) =>
          h("li", {}, `${number(value, lang)} ${measure}${on ? ` (${date(on, lang)})` : ""}`),
        ),
      ),
      one.note ? h("p", {}, one.note) : null,
      ...one.provenance.sources.map(({ title }) => h("p", { class: "hint" }, title)),
    );
  fill(
    place,
    h("p", {}, h("strong", {}, words.reconstruction), words.stop, words.reconstructionText),
    h("details", {}, h("summary", {}, words.learnMore), ...surveys.map(survey)),
  );
}
