// What the map draws, from the bottom up. Every source is filled from the public interface; there are
// no tiles, glyphs or sprites of anyone else.

import type { FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "./palette.ts";

/**
 * As near as the outlines bear. Clusters stay to the last level of zoom: records at the very same place
 * never hide each other.
 */
export const MAX_ZOOM = 9;

/** The levels at which finer outlines appear, and are first asked for. */
export const REGION_ZOOM = 2.4;
export const DEPARTMENT_ZOOM = 5.2;

const EMPTY = { type: "FeatureCollection" as const, features: [] };

const SOURCES = ["countries", "regions", "departments", "country-names", "region-names", "chosen", "partnerships", "ends", "selected"];

export function style(colours: Palette, isDark: boolean, countries: readonly string[]): StyleSpecification {
  const plain = (name: string): [string, SourceSpecification] => [
    name,
    { type: "geojson", data: EMPTY, ...(name === "partnerships" ? { tolerance: 0.2 } : {}) },
  ];
  const projects: SourceSpecification = {
    type: "geojson",
    data: EMPTY,
    cluster: true,
    clusterRadius: 30,
    clusterMaxZoom: MAX_ZOOM + 1,
    maxzoom: MAX_ZOOM + 2,
  };
  return {
    version: 8,
    sources: { ...Object.fromEntries(SOURCES.map(plain)), projects },
    layers: layers(colours, isDark, countries),
  };
}

function layers(c: Palette, isDark: boolean, countries: readonly string[]): LayerSpecification[] {
  const mode = isDark ? "dark" : "light";
  const active: FilterSpecification = ["==", ["get", "status"], "active"];
  const isSide: FilterSpecification = ["in", ["get", "id"], ["literal", [...countries]]];
  const isCluster: FilterSpecification = ["has", "point_count"];
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "countries", paint: { "fill-color": ["case", isSide, c.side, c.land] } },
    { id: "departments-fill", type: "fill", source: "departments", minzoom: DEPARTMENT_ZOOM, paint: { "fill-opacity": 0 } },
    { id: "regions-fill", type: "fill", source: "regions", minzoom: REGION_ZOOM, paint: { "fill-color": c.side, "fill-opacity": ["interpolate", ["linear"], ["zoom"], 5, 0, 6.5, 1] } },
    { id: "departments", type: "line", source: "departments", minzoom: DEPARTMENT_ZOOM, paint: { "line-color": c.border, "line-width": 0.6, "line-dasharray": [2, 2] } },
    { id: "regions", type: "line", source: "regions", minzoom: REGION_ZOOM, paint: { "line-color": c.border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.4, 7, 1.2] } },
    { id: "countries", type: "line", source: "countries", paint: { "line-color": c.border, "line-opacity": ["interpolate", ["linear"], ["zoom"], 5, 1, 6.5, 0.25], "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.5, 6, 1.8] } },
    { id: "chosen-fill", type: "fill", source: "chosen", filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": c.area, "fill-opacity": 0.22 } },
    { id: "chosen-line", type: "line", source: "chosen", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": c.area, "line-width": 2 } },
    { id: "chosen-point", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 16, "circle-color": c.area, "circle-opacity": 0.25, "circle-stroke-color": c.area, "circle-stroke-width": 2 } },
    name("country-names", "side-names", "country", 0, 5.5, mode, isSide),
    name("country-names", "other-names", "country", 2.6, 5.5, mode, ["!", isSide]),
    name("region-names", "region-names", "area", 4.2, 24, mode),
    { id: "arcs-presumed", type: "line", source: "partnerships", filter: ["!", active], layout: { "line-cap": "round" }, paint: { "line-color": c.arc, "line-opacity": 0.55, "line-width": width(1), "line-dasharray": [2, 2.5] } },
    { id: "arcs", type: "line", source: "partnerships", filter: active, layout: { "line-cap": "round" }, paint: { "line-color": c.arc, "line-opacity": 0.5, "line-width": width(1.1) } },
    { id: "arcs-hit", type: "line", source: "partnerships", paint: { "line-color": "#000", "line-opacity": 0, "line-width": 12 } },
    { id: "ends", type: "circle", source: "ends", paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 2, 2, 7, 4], "circle-color": c.arc, "circle-opacity": 0.85 } },
    { id: "selected-arc", type: "line", source: "selected", filter: ["!=", ["geometry-type"], "Point"], layout: { "line-cap": "round" }, paint: { "line-color": c.mark, "line-width": width(3) } },
    { id: "points", type: "circle", source: "projects", filter: ["!", isCluster], paint: { "circle-color": c.point, "circle-radius": 6, "circle-stroke-color": c.halo, "circle-stroke-width": 1.5 } },
    { id: "clusters", type: "circle", source: "projects", filter: isCluster, paint: { "circle-color": c.point, "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 10, 25, 17, 150, 26], "circle-stroke-color": c.halo, "circle-stroke-width": 2 } },
    { id: "selected-point", type: "circle", source: "selected", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": c.point, "circle-opacity": 0.4, "circle-radius": 13, "circle-stroke-color": c.mark, "circle-stroke-width": 3.5 } },
    {
      id: "counts",
      type: "symbol",
      source: "projects",
      filter: isCluster,
      layout: { "icon-image": ["concat", `count|${mode}|`, ["get", "point_count"]], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ];
}

/** Names, of which those that would touch another are left out. */
function name(source: string, id: string, kind: string, minzoom: number, maxzoom: number, mode: string, filter?: FilterSpecification): LayerSpecification {
  return {
    id,
    type: "symbol",
    source,
    minzoom,
    maxzoom,
    ...(filter ? { filter } : {}),
    layout: { "icon-image": ["concat", `${kind}|${mode}|`, ["get", "name"]], "icon-padding": 6, ...(kind === "area" ? { "icon-anchor": "bottom", "icon-offset": [0, -7] } : {}) },
    paint: { "icon-opacity": id === "other-names" ? 0.6 : 1 },
  };
}

function width(at: number): ["interpolate", ["linear"], ["zoom"], number, number, number, number] {
  return ["interpolate", ["linear"], ["zoom"], 1, at, 8, at * 2.4];
}
