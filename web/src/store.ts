// The one place that holds the state, and keeps it in step with the address of the page.

import { langOf } from "./i18n.ts";
import { format, parse } from "./state.ts";
import type { State } from "./state.ts";

type Listener = (state: State, before: State) => void;

export class Store {
  private current: State;
  private readonly listeners: Listener[] = [];

  constructor() {
    this.current = parse(location.search, langOf(document.documentElement.lang));
    addEventListener("popstate", () => {
      const path = location.pathname.split("/").at(-1) ?? "";
      const lang = path ? langOf(path) : this.current.lang;
      this.become(parse(location.search, lang));
    });
  }

  get state(): State {
    return this.current;
  }

  /** Changes the state. "push" adds a step for Back, "replace" is for what changes while typing. */
  set(changes: Partial<State>, how: "push" | "replace" = "push"): void {
    const next = { ...this.current, ...changes };
    const url = this.href(changes);
    if (how === "push") history.pushState(null, "", url + location.hash);
    else history.replaceState(history.state, "", url + location.hash);
    this.become(next);
  }

  /** The address of the state with some changes: for real links, which can be copied and opened apart. */
  href(changes: Partial<State>): string {
    const next = { ...this.current, ...changes };
    return `${next.lang}${format(next)}`;
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  private become(next: State): void {
    const before = this.current;
    this.current = next;
    for (const listener of this.listeners) listener(next, before);
  }
}

/** Follows a link within the page; a click that asks for a new window is left to the browser. */
export function follow(store: Store, changes: Partial<State>): (event: MouseEvent) => void {
  return (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    store.set(changes);
  };
}
