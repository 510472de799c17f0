// Pure geometry for the map: what box things fill, where arcs end. Longitude before latitude.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

/** West, south, east, north, in degrees. */
export type Box = [number, number, number, number];

/** Of so many features, this share at each edge may lie outside the box: far outliers do not shrink the rest. */
const OUTLIERS = 0.015;

/**
 * The box around features, or null where they have no place. Features across the antimeridian count
 * only where all are.
 */
export function boxOf(collections: readonly FeatureCollection[]): Box | null {
  const geometries = collections.flatMap(({ features }) => features.map(({ geometry }) => geometry));
  const boxes = geometries.filter((geometry) => geometry !== null).map(boxOfOne);
  const plain = boxes.filter(([west, , east]) => east - west < 300);
  const used = plain.length > 0 ? plain : boxes;
  if (used.length === 0) return null;
  const left = Math.floor(used.length * OUTLIERS);
  const edge = (index: 0 | 1 | 2 | 3, isLower: boolean): number => {
    const sorted = used.map((box) => box[index]).sort((a, b) => (isLower ? a - b : b - a));
    return sorted[left] ?? 0;
  };
  return [edge(0, true), edge(1, true), edge(2, false), edge(3, false)];
}

function boxOfOne(geometry: Geometry): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon = 0, lat = 0] of positions(geometry)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** The points between which arcs run, each once. A line is cut where it crosses the antimeridian. */
export function endsOf(arcs: FeatureCollection): FeatureCollection {
  const ends = new Map<string, Feature>();
  for (const { geometry } of arcs.features) {
    for (const line of lines(geometry)) {
      for (const end of [line[0], line.at(-1)]) {
        if (!end || Math.abs(end[0] ?? 0) === 180) continue;
        ends.set(end.join(), { type: "Feature", geometry: { type: "Point", coordinates: end }, properties: {} });
      }
    }
  }
  return { type: "FeatureCollection", features: [...ends.values()] };
}

/** The view in the fragment of an address, `#map=lon,lat,zoom`; null where there is none. */
export function parseView(fragment: string): { lon: number; lat: number; zoom: number } | null {
  const parts = /^#map=(-?[\d.]+),(-?[\d.]+),([\d.]+)$/.exec(fragment);
  if (!parts) return null;
  const [lon = NaN, lat = NaN, zoom = NaN] = parts.slice(1).map(Number);
  const isView = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && zoom >= 0 && zoom <= 24;
  return isView ? { lon, lat, zoom } : null;
}

export function formatView(lon: number, lat: number, zoom: number): string {
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  return `#map=${wrapped.toFixed(2)},${lat.toFixed(2)},${zoom.toFixed(2)}`;
}

function lines(geometry: Geometry | null): Position[][] {
  if (geometry?.type === "LineString") return [geometry.coordinates];
  return geometry?.type === "MultiLineString" ? geometry.coordinates : [];
}

function* positions(geometry: Geometry): Generator<Position> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positions(part);
    return;
  }
  yield* flat(geometry.coordinates);
}

type Nested = Position | Nested[];

function* flat(coordinates: Nested): Generator<Position> {
  if (typeof coordinates[0] === "number") {
    yield coordinates as Position;
    return;
  }
  for (const part of coordinates as Nested[]) yield* flat(part);
}
