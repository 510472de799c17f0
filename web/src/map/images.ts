// Text on the map as images drawn with the reader's own fonts: no glyph server, and every script that
// the reader's system can write. The identifier of an image says all that is in it.

import type { Map as MapLibre } from "maplibre-gl";
import type { Palette } from "./palette.ts";

const FONT = 'system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const RATIO = 2;

type Style = "count" | "country" | "area";

const FONTS: Record<Style, { weight: number; size: number; spacing: string }> = {
  count: { weight: 600, size: 12, spacing: "0px" },
  country: { weight: 600, size: 12, spacing: "0.4px" },
  area: { weight: 500, size: 11, spacing: "0px" },
};

/** Draws the images that the layers ask for, as they ask. */
export function drawOnDemand(map: MapLibre, colours: () => Palette): void {
  map.setMissingStyleImageResolver((id) => {
    const [style, , ...text] = id.split("|");
    if (!isStyle(style) || map.hasImage(id)) return;
    const image = draw(style, text.join("|"), colours());
    if (image) map.addImage(id, image, { pixelRatio: RATIO });
  });
}

function isStyle(text: string | undefined): text is Style {
  return text !== undefined && text in FONTS;
}

function draw(style: Style, text: string, colours: Palette): ImageData | null {
  const { weight, size, spacing } = FONTS[style];
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (!context) return null;
  const set = (): void => {
    context.font = `${weight} ${size * RATIO}px ${FONT}`;
    context.letterSpacing = spacing;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
  };
  set();
  const margin = 3 * RATIO;
  canvas.width = Math.ceil(context.measureText(text).width) + 2 * margin;
  canvas.height = Math.ceil(size * RATIO * 1.4) + margin;
  // A canvas that changes size forgets how it draws.
  set();
  const [x, y] = [canvas.width / 2, canvas.height / 2];
  if (style !== "count") {
    context.strokeStyle = colours.halo;
    context.lineWidth = 3 * RATIO;
    context.strokeText(text, x, y);
  }
  context.fillStyle = style === "count" ? colours["on-point"] : colours.ink;
  context.fillText(text, x, y);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
