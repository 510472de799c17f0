// What happens where somebody points at the map or clicks on it.

import { Popup } from "maplibre-gl";
import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, MapMouseEvent } from "maplibre-gl";
import { h } from "../dom.ts";
import { wordsOf } from "../i18n.ts";
import { follow } from "../store.ts";
import type { Store } from "../store.ts";
import { MAX_ZOOM } from "./layers.ts";

/** What can be clicked, the first at a place winning. */
const THINGS = ["clusters", "points", "ends", "arcs-hit"];
const PLACES = ["departments-fill", "regions-fill", "land"];

/** Most names in one bubble. */
const NAMED = 12;

export function listen(map: MapLibre, store: Store): void {
  const hover = new Popup({ closeButton: false, closeOnClick: false, className: "hover", offset: 12 });
  const bubble = new Popup({ maxWidth: "320px", offset: 10 });

  map.on("mousemove", (event) => {
    const feature = first(map, event, THINGS);
    map.getCanvas().style.cursor = feature ? "pointer" : "";
    const title = feature && titleOf(feature);
    if (!title || bubble.isOpen()) hover.remove();
    else hover.setLngLat(event.lngLat).setText(title).addTo(map);
  });
  map.on("mouseout", () => hover.remove());

  map.on("click", (event) => {
    hover.remove();
    const feature = first(map, event, THINGS);
    if (!feature) return showPlace(map, store, bubble, event);
    const properties = feature.properties as { id?: string; cluster_id?: number; point_count?: number };
    if (feature.layer.id === "clusters") void openCluster(map, store, bubble, event, feature);
    else if (feature.layer.id === "points" && properties.id) store.set({ show: { kind: "projects", id: properties.id } });
    else if (feature.layer.id === "arcs-hit" && properties.id) store.set({ show: { kind: "partnerships", id: properties.id } });
  });
}

function first(map: MapLibre, event: MapMouseEvent, layers: string[]): MapGeoJSONFeature | undefined {
  const found = map.queryRenderedFeatures(event.point, { layers });
  found.sort((a, b) => layers.indexOf(a.layer.id) - layers.indexOf(b.layer.id));
  return found[0];
}

function titleOf(feature: MapGeoJSONFeature): string | undefined {
  const { title, name } = feature.properties as { title?: string; name?: string };
  return title ?? name;
}

/** Looks closer, or names what is there where looking closer would part nothing. */
async function openCluster(map: MapLibre, store: Store, bubble: Popup, event: MapMouseEvent, feature: MapGeoJSONFeature): Promise<void> {
  const words = wordsOf(store.state.lang);
  const source = map.getSource<GeoJSONSource>("projects");
  const { cluster_id: id, point_count: count } = feature.properties as { cluster_id: number; point_count: number };
  if (!source || feature.geometry.type !== "Point") return;
  const [lon = 0, lat = 0] = feature.geometry.coordinates;
  try {
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom <= MAX_ZOOM) {
      map.easeTo({ center: [lon, lat], zoom: Math.max(zoom, map.getZoom() + 1) });
      return;
    }
    const leaves = await source.getClusterLeaves(id, NAMED, 0);
    const line = ({ properties }: (typeof leaves)[number]): HTMLElement => {
      const { id: project, title } = properties as { id: string; title: string };
      const show = { kind: "projects", id: project } as const;
      return h("li", {}, h("a", { href: store.href({ show }), onclick: follow(store, { show }) }, title));
    };
    const content = h(
      "div",
      { class: "bubble" },
      h("p", {}, words.here(count)),
      h("ul", {}, ...leaves.map(line)),
      count > leaves.length ? h("p", {}, words.more(count - leaves.length)) : null,
    );
    bubble.setLngLat([lon, lat]).setDOMContent(content).addTo(map);
    bubble.getElement()?.querySelector(".maplibregl-popup-close-button")?.setAttribute("aria-label", words.close);
  } catch {
    // The results changed while the question was under way: that group is no more.
    bubble.setLngLat(event.lngLat).remove();
  }
}

/** Offers to ask who works in the territory that was clicked. */
function showPlace(map: MapLibre, store: Store, bubble: Popup, event: MapMouseEvent): void {
  if (bubble.isOpen()) return void bubble.remove();
  const place = first(map, event, PLACES.filter((layer) => map.getLayer(layer)));
  const { id, name } = (place?.properties ?? {}) as { id?: string; name?: string };
  if (!id || !name) return;
  const words = wordsOf(store.state.lang);
  const go = { territory: [id], tab: "who" as const, direction: "here" as const, other: "", show: null };
  const link = h("a", { href: store.href(go), onclick: follow(store, go) }, words.whoIsHere);
  link.addEventListener("click", () => bubble.remove());
  bubble.setLngLat(event.lngLat).setDOMContent(h("div", { class: "bubble" }, h("p", {}, name), link)).addTo(map);
  bubble.getElement()?.querySelector(".maplibregl-popup-close-button")?.setAttribute("aria-label", words.close);
}
