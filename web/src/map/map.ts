// The map. Loaded after the list, and only where WebGL 2 is there. It shows what the list shows.

import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { features, labelPoints, outlines, outlinesOf, totals } from "../data.ts";
import { wordsOf } from "../i18n.ts";
import { filters } from "../state.ts";
import type { State } from "../state.ts";
import type { Store } from "../store.ts";
import { listen } from "./clicks.ts";
import { drawOnDemand } from "./images.ts";
import { DEPARTMENT_ZOOM, MAX_ZOOM, REGION_ZOOM, style } from "./layers.ts";
import { palette } from "./palette.ts";
import { boxOf, endsOf, formatView, parseView } from "./shapes.ts";

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

export class AtlasMap {
  private readonly store: Store;
  private readonly container: HTMLElement;
  private readonly map: MapLibre;
  private readonly data = new Map<string, FeatureCollection>();
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private countries: string[] = [];
  private turn = 0;
  private drawnTurn = -1;
  private isPlaced = false;

  constructor(container: HTMLElement, store: Store) {
    this.store = store;
    this.container = container;
    setWorkerUrl(new URL(workerUrl, import.meta.url).href);
    const words = wordsOf(store.state.lang);
    const view = parseView(location.hash);
    this.isPlaced = view !== null;
    this.map = new MapLibre({
      container,
      style: style(palette(), this.dark.matches, []),
      center: view ? [view.lon, view.lat] : [60, 35],
      zoom: view?.zoom ?? 1.5,
      maxZoom: MAX_ZOOM,
      // A count that fades would for a moment stand on another circle.
      fadeDuration: 0,
      attributionControl: false,
      maplibreLogo: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: true,
      // On a page that scrolls, the map does not catch the finger that scrolls it.
      cooperativeGestures: matchMedia("(max-width: 899px)").matches,
      locale: {
        "Map.Title": words.mapHelp,
        "CooperativeGesturesHandler.WindowsHelpText": words.wheelHelp,
        "CooperativeGesturesHandler.MacHelpText": words.wheelHelp,
        "CooperativeGesturesHandler.MobileHelpText": words.twoFingers,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    drawOnDemand(this.map, palette);
    listen(this.map, store);
    this.map.on("moveend", (event) => this.noteView("originalEvent" in event && event.originalEvent !== undefined));
    this.map.on("zoomend", () => void this.drawOutlines());
    this.map.on("idle", () => this.tell());
    this.dark.addEventListener("change", () => this.restyle());
  }

  /** Draws everything for the first time; ends when the base map is there. */
  async start(): Promise<void> {
    const { lang } = this.store.state;
    const counts = await totals(lang);
    this.countries = (counts.projects.facets["country"] ?? []).map(({ value }) => value);
    if (!this.map.isStyleLoaded()) await this.map.once("load");
    this.restyle();
    await Promise.all([this.drawBase(), this.drawResults(), this.drawChosen()]);
  }

  /** Brings what is shown in step with the state. */
  update(state: State, before: State): void {
    if (state.lang !== before.lang) {
      this.map.getCanvas().setAttribute("aria-label", wordsOf(state.lang).mapHelp);
      void this.drawBase();
    }
    const key = (one: State): string => JSON.stringify([filters(one), one.lang]);
    const isMoved = state.territory.join() !== before.territory.join();
    if (key(state) !== key(before)) void this.drawResults(isMoved);
    if (isMoved || state.lang !== before.lang) void this.drawChosen();
    this.drawSelected();
  }

  zoom(step: 1 | -1): void {
    if (step > 0) this.map.zoomIn();
    else this.map.zoomOut();
  }

  /** Moves to where the results are. */
  fit(isAnimated = true): void {
    const box = boxOf(["partnerships", "projects"].map((name) => this.data.get(name) ?? NOTHING));
    if (!box) return;
    const padding = this.container.clientWidth < 600 ? 24 : { top: 40, bottom: 76, left: 56, right: 64 };
    this.map.fitBounds(box, { padding, maxZoom: 7, animate: isAnimated });
  }

  private async drawBase(): Promise<void> {
    const { lang } = this.store.state;
    const [countries, names] = await Promise.all([outlines("country", lang), labelPoints("country", lang)]);
    this.put("countries", countries);
    this.put("country-names", names);
    await this.drawOutlines();
  }

  /** Finer outlines, once somebody looks close enough to see them. */
  private async drawOutlines(): Promise<void> {
    const { lang } = this.store.state;
    const wanted = [["region", REGION_ZOOM], ["department", DEPARTMENT_ZOOM]] as const;
    const levels = wanted.filter(([, zoom]) => this.map.getZoom() >= zoom).map(([level]) => level);
    for (const level of levels) {
      const shapes = await outlines(level, lang);
      const isOutline = ({ geometry }: Feature): boolean => geometry !== null && geometry.type !== "Point";
      this.put(`${level}s`, { ...shapes, features: shapes.features.filter(isOutline) });
      if (level === "region") this.put("region-names", await labelPoints(level, lang));
    }
  }

  private async drawResults(isMoved = false): Promise<void> {
    const turn = ++this.turn;
    const { state } = this.store;
    this.container.dataset["ready"] = "false";
    try {
      const [partnerships, projects] = await Promise.all([features("partnerships", state), features("projects", state)]);
      if (turn !== this.turn) return;
      this.put("partnerships", partnerships);
      this.put("ends", endsOf(partnerships));
      this.put("projects", { ...projects, features: projects.features.filter(({ geometry }) => geometry !== null) });
    } catch {
      // The list says what is wrong; the map shows nothing rather than what was not asked for.
      if (turn !== this.turn) return;
      for (const name of ["partnerships", "ends", "projects"]) this.put(name, NOTHING);
    }
    this.drawnTurn = turn;
    this.drawSelected();
    if (!this.isPlaced || isMoved) this.fit(this.isPlaced);
    this.isPlaced = true;
  }

  private async drawChosen(): Promise<void> {
    const { territory, lang } = this.store.state;
    const shapes = territory.length > 0 ? await outlinesOf(territory, lang).catch(() => NOTHING) : NOTHING;
    if (territory === this.store.state.territory) this.put("chosen", shapes);
  }

  private drawSelected(): void {
    const { show } = this.store.state;
    const of = (name: string, ids: readonly string[]): Feature[] =>
      (this.data.get(name)?.features ?? []).filter(({ properties }) => ids.includes(String(properties?.["id"])));
    let chosen: Feature[] = [];
    if (show?.kind === "partnerships") chosen = of("partnerships", [show.id]);
    if (show?.kind === "projects") {
      const projects = of("projects", [show.id]);
      const links = projects.flatMap(({ properties }) => (properties?.["partnerships"] ?? []) as string[]);
      chosen = [...projects, ...of("partnerships", links)];
    }
    this.put("selected", { type: "FeatureCollection", features: chosen });
  }

  private put(name: string, data: FeatureCollection): void {
    this.data.set(name, data);
    this.container.dataset["ready"] = "false";
    void this.map.getSource<GeoJSONSource>(name)?.setData(data);
  }

  /** Takes the colours of the style sheet anew; the data stay. */
  private restyle(): void {
    this.map.setStyle(style(palette(), this.dark.matches, this.countries), { diff: false });
    this.map.once("styledata", () => {
      for (const [name, data] of this.data) void this.map.getSource<GeoJSONSource>(name)?.setData(data);
    });
  }

  /** Keeps the view in the address once somebody has moved the map. */
  private noteView(isMovedByHand: boolean): void {
    if (!isMovedByHand) return;
    const { lng, lat } = this.map.getCenter();
    history.replaceState(history.state, "", formatView(lng, lat, this.map.getZoom()));
  }

  /** Says on the element what is drawn: how many projects the circles in view add up to, how many arcs. */
  private tell(): void {
    const seen = new Set<unknown>();
    let sum = 0;
    for (const { properties, id } of this.map.querySourceFeatures("projects")) {
      const key = properties["cluster_id"] ?? properties["id"] ?? id;
      if (seen.has(key)) continue;
      seen.add(key);
      sum += Number(properties["point_count"] ?? 1);
    }
    Object.assign(this.container.dataset, {
      projects: String(sum),
      circles: String(seen.size),
      partnerships: String(this.data.get("partnerships")?.features.length ?? 0),
      // The map may come to rest while the results are still on their way.
      ready: String(this.drawnTurn === this.turn),
    });
  }
}
