// What went wrong, in words that help: the interface lists all faults at once with the nearest valid
// value, and the page passes them on.

import { Refusal } from "./api.ts";
import { h } from "./dom.ts";
import { wordsOf } from "./i18n.ts";
import { cleared } from "./state.ts";
import type { Store } from "./store.ts";

export function alarm(error: unknown, store: Store, retry?: () => void): HTMLElement {
  const words = wordsOf(store.state.lang);
  const button = (label: string, onclick: () => void): HTMLElement => h("button", { type: "button", onclick }, label);
  if (!(error instanceof Refusal)) {
    // A fetch that found nobody is a TypeError; anything else is a fault of the page.
    if (!(error instanceof TypeError)) console.error(error);
    return h("div", { class: "alarm", role: "alert" }, h("p", {}, words.unreachable), retry ? button(words.retry, retry) : null);
  }
  const { problem } = error;
  const faults = problem.faults ?? [];
  return h(
    "div",
    { class: "alarm", role: "alert" },
    h("p", {}, `${words.failed} ${problem.title}.`),
    faults.length > 0
      ? h("ul", {}, ...faults.map((fault) => h("li", {}, h("code", {}, fault.at), " ", fault.message)))
      : h("p", {}, problem.detail ?? ""),
    problem.status < 500
      ? button(words.clear, () => store.set({ ...cleared(store.state), show: null }))
      : retry
        ? button(words.retry, retry)
        : null,
  );
}
