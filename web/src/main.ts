// The page: header, filters, map and results, put together and kept in step with the state.

import "./styles/base.css";
import "./styles/layout.css";
import "./styles/filters.css";
import "./styles/map.css";
import "./styles/results.css";
import "./styles/records.css";
import "./styles/narrow.css";
import { attributions, totals } from "./data.ts";
import { fill, h } from "./dom.ts";
import { Filters } from "./filters.ts";
import { LANGS, number, wordsOf } from "./i18n.ts";
import type { AtlasMap } from "./map/map.ts";
import { drawNotice } from "./notice.ts";
import { Panel } from "./panel.ts";
import { Store, follow } from "./store.ts";

const NAMES = { fr: "Français", en: "English", zh: "中文" } as const;

const store = new Store();
const filters = new Filters(store);
const panel = new Panel(store);
let map: AtlasMap | null = null;

const header = h("header", { class: "top" });
const notice = h("section", { class: "notice", hidden: true });
const canvas = h("div", { class: "map", id: "map" });
const tools = h("div", { class: "map-tools" });
const legend = h("div", { class: "legend" });
const credits = h("p", { class: "credits" });
const told = h("p", { class: "map-told", role: "status", hidden: true });
const stage = h("div", { class: "stage" }, canvas, told, legend, tools, credits);
const foldTitle = h("summary");
const fold = h("details", { class: "fold" }, foldTitle, filters.element);
const layout = h("main", { class: "layout" }, fold, stage, panel.element);

function drawHeader(): void {
  const { lang } = store.state;
  const words = wordsOf(lang);
  const figures = h("p", { class: "totals" });
  const link = (code: (typeof LANGS)[number]): HTMLElement =>
    h(
      "li",
      {},
      h("a", { href: store.href({ lang: code }), hreflang: code, lang: code, "aria-current": code === lang ? "true" : null, onclick: follow(store, { lang: code }) }, NAMES[code]),
    );
  fill(
    header,
    h("div", { class: "brand" }, h("span", { class: "logo", "aria-hidden": "true" }), h("div", {}, h("h1", {}, words.title), figures)),
    h(
      "div",
      { class: "top-links" },
      h("a", { href: "docs/" }, words.documentation),
      h("nav", { "aria-label": words.language }, h("ul", { class: "langs" }, ...LANGS.map(link))),
    ),
  );
  void totals(lang).then(({ partnerships, projects }) => {
    const part = (count: number, unit: string): HTMLElement => h("span", {}, h("strong", {}, number(count, lang)), ` ${unit}`);
    fill(figures, part(partnerships.matched, words.countPartnerships(partnerships.matched)), " · ", part(projects.matched, words.countProjects(projects.matched)));
  }, () => undefined);
}

function drawStage(): void {
  const { lang } = store.state;
  const words = wordsOf(lang);
  const button = (label: string, sign: string, onclick: () => void): HTMLElement =>
    h("button", { type: "button", title: label, "aria-label": label, onclick }, sign);
  fill(tools, button(words.zoomIn, "+", () => map?.zoom(1)), button(words.zoomOut, "−", () => map?.zoom(-1)), button(words.fit, "⤢", () => map?.fit()));
  const sample = (mark: string, label: string): HTMLElement => h("li", {}, h("span", { class: `sample ${mark}`, "aria-hidden": "true" }), label);
  fill(legend, h("ul", {}, sample("arc", words.legendArc), sample("presumed", words.legendPresumed), sample("point", words.legendPoint), sample("cluster", words.legendCluster)));
  void attributions(lang).then((list) => {
    const credit = ({ attribution, url }: (typeof list)[number]): Node =>
      url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, attribution) : document.createTextNode(attribution);
    const parts = list.flatMap((one, index) => (index > 0 ? [" · ", credit(one)] : [credit(one)]));
    fill(credits, ...parts, list.length > 0 ? ". " : null, h("span", {}, words.frontiers));
  }, () => undefined);
}

function drawPage(): void {
  const { lang } = store.state;
  const words = wordsOf(lang);
  document.documentElement.lang = lang;
  document.title = words.title;
  const skip = document.querySelector(".skip");
  if (skip) skip.textContent = words.skipToList;
  foldTitle.textContent = words.filters;
  notice.setAttribute("aria-label", words.reconstruction);
  drawHeader();
  drawStage();
  void drawNotice(notice, lang).catch(() => undefined);
}

async function startMap(): Promise<void> {
  const words = wordsOf(store.state.lang);
  const fail = (reason: string): void => {
    told.textContent = reason;
    told.hidden = false;
    stage.classList.add("without-map");
  };
  if (!document.createElement("canvas").getContext("webgl2")) return fail(words.noMap);
  try {
    const { AtlasMap } = await import("./map/map.ts");
    map = new AtlasMap(canvas, store);
    await map.start();
  } catch (error) {
    console.warn(error);
    fail(words.mapFailed);
  }
}

// The fragment of the address is the view of the map: the skip link moves the focus, and leaves it be.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  panel.element.focus();
});

store.subscribe((state, before) => {
  document.body.classList.toggle("wide", state.wide);
  if (state.lang !== before.lang) {
    drawPage();
    filters.build();
    panel.build();
  } else {
    filters.update();
    panel.update(before);
  }
  for (const link of header.querySelectorAll<HTMLAnchorElement>(".langs a")) {
    link.href = store.href({ lang: link.hreflang as (typeof LANGS)[number] });
  }
  map?.update(state, before);
});

const roomy = matchMedia("(min-width: 900px)");
const unfold = (): void => {
  fold.open = roomy.matches;
};
roomy.addEventListener("change", unfold);
unfold();

document.body.classList.toggle("wide", store.state.wide);
const app = document.getElementById("app") ?? document.body;
fill(app, header, notice, layout);
drawPage();
void startMap();
