// The order of suggestions: what somebody who types a name most likely means comes first. Pure.

interface Candidate {
  name: string;
  /** All names by which it is known, in any language. */
  names: readonly string[];
  level: string;
  current: boolean;
}

const LEVELS = ["country", "region", "department", "grouping", "municipality"];

/** Lower case without accents, tones and punctuation, as the search itself compares. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The candidates, best first: exact names, then beginnings; living territories; large ones; short names. */
export function ranked<T extends Candidate>(words: string, candidates: readonly T[]): T[] {
  const wanted = fold(words);
  const scored = candidates.map((candidate) => ({ candidate, key: key(wanted, candidate) }));
  scored.sort((a, b) => compare(a.key, b.key));
  return scored.map(({ candidate }) => candidate);
}

function key(wanted: string, candidate: Candidate): number[] {
  const level = LEVELS.indexOf(candidate.level);
  return [
    Math.min(...candidate.names.map((name) => distance(wanted, fold(name)))),
    candidate.current ? 0 : 1,
    level < 0 ? LEVELS.length : level,
    candidate.name.length,
  ];
}

function distance(wanted: string, name: string): number {
  if (name === wanted) return 0;
  return name.startsWith(wanted) ? 1 : 2;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
