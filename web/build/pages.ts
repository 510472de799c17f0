// Build step: index.html becomes fr.html, en.html and zh.html, so that a page has its language, title
// and description before any script runs, and says where the data are when none does.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { LANGS, wordsOf } from "../src/i18n.ts";
import type { Lang } from "../src/i18n.ts";

export function pages(): Plugin {
  return {
    name: "atlas-pages",
    transformIndexHtml: {
      order: "pre",
      // While developing there is one page only.
      handler: (html, context) => (context.server ? fill(html, "en") : html),
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const template = bundle["index.html"];
        if (template?.type !== "asset") this.error("index.html was not built");
        const html = String(template.source);
        delete bundle["index.html"];
        // The licence of the one library that travels with the page asks to travel with it.
        const licence = readFileSync(resolve("node_modules/maplibre-gl/LICENSE.txt"));
        this.emitFile({ type: "asset", name: "maplibre-gl-licence.txt", source: licence });
        for (const lang of LANGS) {
          this.emitFile({ type: "asset", fileName: `${lang}.html`, source: fill(html, lang) });
        }
      },
    },
  };
}

function fill(html: string, lang: Lang): string {
  const words = wordsOf(lang);
  const values: Record<string, string> = {
    lang,
    title: words.title,
    description: words.intro,
    skip: words.skipToList,
    loading: words.loading,
    noScript: words.noScript,
    partnerships: words.partnerships,
    projects: words.projects,
  };
  // Added here, since the bundler would take the addresses of pages for files.
  const alternates = [...LANGS.map((code) => [code, code]), ["x-default", "./"]]
    .map(([code, href]) => `<link rel="alternate" hreflang="${code}" href="${href}" />`)
    .join("\n    ");
  return html.replace("%alternates%", alternates).replace(/%(\w+)%/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`index.html names %${name}%, which is no word of a page`);
    return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  });
}
