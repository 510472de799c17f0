// Reads GeoJSON files and says what RFC 7946 forbids in them: node geojson.mjs FILE…
import { readFileSync } from "node:fs";
import { check } from "@placemarkio/check-geojson";

let faults = 0;
for (const file of process.argv.slice(2)) {
  try {
    check(readFileSync(file, "utf8"));
  } catch (error) {
    faults += 1;
    const issues = error.issues?.map((issue) => issue.message) ?? [String(error)];
    console.error(`${file}: ${issues.slice(0, 5).join("; ")}`);
  }
}
process.exit(faults === 0 ? 0 : 1);
