// How the page is built: one script, one sheet of styles, one page for each language, all of them
// compressed beforehand, so that the binary which embeds them only has to send bytes.

import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { pages } from "./build/pages.ts";

export default defineConfig({
  // Relative addresses work under any prefix of a proxy.
  base: "./",
  build: {
    target: "es2022",
    // MapLibre is one large file, loaded after the list is there.
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  // Development: the page from here, the data from a running atlas.
  server: { proxy: { "/v1": process.env["ATLAS_URL"] ?? "http://127.0.0.1:8080" } },
  plugins: [pages(), compressed()],
});
