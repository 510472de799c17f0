// The words of the page in its languages. What the data say comes in the language asked for from the
// interface; here is only what the page itself says.

import { en } from "./i18n/en.ts";
import { fr } from "./i18n/fr.ts";
import { zh } from "./i18n/zh.ts";

export const LANGS = ["fr", "en", "zh"] as const;
export type Lang = (typeof LANGS)[number];

/** Where the language alone would not say how dates are written. */
const LOCALES: Record<Lang, string> = { fr: "fr-FR", en: "en-GB", zh: "zh-CN" };

/** The words of one language; the French ones say which there are. */
export type Words = typeof fr;

const WORDS: Record<Lang, Words> = { fr, en, zh };

export function wordsOf(lang: Lang): Words {
  return WORDS[lang];
}

/** A language by its code, or the first where the code is none of ours. */
export function langOf(code: string): Lang {
  return LANGS.find((lang) => lang === code) ?? LANGS[0];
}

/** An answer given in all languages, as it would be in one: each text of several becomes the one asked. */
export function inLanguage(value: unknown, lang: Lang): unknown {
  if (Array.isArray(value)) return value.map((member) => inLanguage(member, lang));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  const isText = members.length > 0 && members.every(([name]) => (LANGS as readonly string[]).includes(name));
  if (isText) return Object.fromEntries(members)[lang] ?? members[0]?.[1];
  return Object.fromEntries(members.map(([name, member]) => [name, inLanguage(member, lang)]));
}

/** A number as the language writes it. */
export function number(value: number, lang: Lang): string {
  return new Intl.NumberFormat(LOCALES[lang]).format(value);
}

/** A date of which the year, the month or the day is known. */
export function date(text: string, lang: Lang): string {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (!parts) return text;
  const [, year, month, day] = parts;
  if (!month) return year ?? text;
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  const style: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", timeZone: "UTC" };
  const written = new Intl.DateTimeFormat(LOCALES[lang], day ? { ...style, day: "numeric" } : style).format(moment);
  return lang === "fr" ? written.replace(/^1 /, "1er ") : written;
}

/** A period in words; empty where nothing is known of it. */
export function period({ start, end }: { start?: string; end?: string }, lang: Lang): string {
  const words = wordsOf(lang);
  if (start && end) return start === end ? date(start, lang) : words.fromTo(date(start, lang), date(end, lang));
  if (start) return words.since(date(start, lang));
  if (end) return words.until(date(end, lang));
  return "";
}
