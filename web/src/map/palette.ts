// The colours of the map, taken from the style sheet, so that light and dark are said once.

const NAMES = ["sea", "land", "side", "border", "area", "arc", "arc-faint", "point", "mark", "ink", "halo", "on-point"] as const;

export type Palette = Record<(typeof NAMES)[number], string>;

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]);
  return Object.fromEntries(entries) as Palette;
}
