import assert from "node:assert/strict";
import { test } from "node:test";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { boxOf, endsOf, formatView, parseView } from "../../src/map/shapes.ts";

const collection = (...geometries: (Geometry | null)[]): FeatureCollection => ({
  type: "FeatureCollection",
  // GeoJSON allows a feature without a place; the library's type of a collection does not say so.
  features: geometries.map((geometry) => ({ type: "Feature", geometry, properties: {} }) as Feature),
});
const point = (lon: number, lat: number): Geometry => ({ type: "Point", coordinates: [lon, lat] });

test("a box holds everything that has a place", () => {
  const line: Geometry = { type: "LineString", coordinates: [[7, 48], [60, 58], [118, 32]] };
  assert.deepEqual(boxOf([collection(line, null), collection(point(-4, 20))]), [-4, 20, 118, 58]);
  assert.equal(boxOf([collection(null)]), null);
  assert.equal(boxOf([]), null);
});

test("among many, one far outlier does not shrink the rest", () => {
  const near = Array.from({ length: 200 }, (_, index) => point(100 + index / 100, 30));
  const box = boxOf([collection(...near, point(-150, -17))]);
  assert.ok(box && box[0] >= 100 && box[2] <= 102, String(box));
});

test("an arc across the antimeridian does not make the box span the world", () => {
  const across: Geometry = { type: "MultiLineString", coordinates: [[[120, 30], [180, 5]], [[-180, 5], [-149, -17]]] };
  assert.deepEqual(boxOf([collection(across, point(10, 50), point(120, 30))]), [10, 30, 120, 50]);
  assert.deepEqual(boxOf([collection(across)]), [-180, -17, 180, 30]);
});

test("the ends of arcs are marked once, and a cut at the antimeridian is no end", () => {
  const across: Geometry = { type: "MultiLineString", coordinates: [[[120, 30], [180, 5]], [[-180, 5], [-149, -17]]] };
  const other: Geometry = { type: "LineString", coordinates: [[120, 30], [7, 48]] };
  const ends = endsOf(collection(across, other)).features.map(({ geometry }) => (geometry.type === "Point" ? geometry.coordinates : []));
  assert.deepEqual(ends, [[120, 30], [-149, -17], [7, 48]]);
});

test("a view survives the way through the address, longitude first", () => {
  assert.equal(formatView(480.5, 30, 4.25), "#map=120.50,30.00,4.25");
  assert.deepEqual(parseView("#map=120.50,30.00,4.25"), { lon: 120.5, lat: 30, zoom: 4.25 });
  for (const wrong of ["", "#list", "#map=200,0,3", "#map=0,95,3", "#map=1,2", "#map=1,2,99"]) {
    assert.equal(parseView(wrong), null, wrong);
  }
});
