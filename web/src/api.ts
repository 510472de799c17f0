// The public interface, and the only place where the page asks anything of a network. Addresses are
// relative to the page, so it works behind any prefix of a proxy.

import type { Pair } from "./state.ts";
import type { List, ProblemDetail } from "./types.ts";

/** A refusal, with what the interface says is wrong. */
export class Refusal extends Error {
  readonly problem: ProblemDetail;

  constructor(problem: ProblemDetail) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** A path with its query, encoded so that commas and colons stay legible. */
export function address(path: string, pairs: readonly Pair[] = []): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
  const query = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  return query ? `${path}?${query}` : path;
}

const underWay = new Map<string, Promise<unknown>>();

/** Reads an address. Who asks for what another is asking for shares the answer. */
export function get<T>(url: string): Promise<T> {
  const shared = underWay.get(url);
  if (shared) return shared as Promise<T>;
  const asked = read<T>(url).finally(() => underWay.delete(url));
  underWay.set(url, asked);
  return asked;
}

const kept = new Map<string, Promise<unknown>>();

/** Reads an address once for the life of the page: outlines, themes, credits. */
export function getOnce<T>(url: string): Promise<T> {
  const known = kept.get(url);
  if (known) return known as Promise<T>;
  const asked = get<T>(url);
  kept.set(url, asked);
  // A failure is not kept: the next who asks may have more luck.
  asked.catch(() => kept.delete(url));
  return asked;
}

/** The next page of a list, whose link may be a path or, behind a proxy, a whole address. */
export function nextPage<T>(list: List<T>, path: string): Promise<List<T>> | null {
  if (!list.next) return null;
  // Only the query is taken: the page never leaves its own origin and prefix.
  const query = list.next.slice(list.next.indexOf("?"));
  return get<List<T>>(`${path}${query}`);
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: "application/json, application/geo+json" } });
  if (response.ok) return (await response.json()) as T;
  let problem: ProblemDetail = { title: response.statusText, status: response.status };
  try {
    problem = (await response.json()) as ProblemDetail;
  } catch {
    // Not from the atlas: a proxy's page. Its status says enough.
  }
  throw new Refusal(problem);
}
