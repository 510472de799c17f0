// The search for a territory: a text field with a list of suggestions, after the ARIA pattern
// "editable combobox with list autocomplete".

import { Refusal } from "./api.ts";
import { territoriesNamed } from "./data.ts";
import { debounced, fill, h } from "./dom.ts";
import { wordsOf } from "./i18n.ts";
import type { Lang } from "./i18n.ts";
import { ranked } from "./rank.ts";
import type { Territory } from "./types.ts";

const SHOWN = 9;

interface Settings {
  id: string;
  label: string;
  lang: Lang;
  onChoose(territory: Territory): void;
}

export function territorySearch({ id, label, lang, onChoose }: Settings): HTMLElement {
  const words = wordsOf(lang);
  const listId = `${id}-options`;
  const input = h("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: words.addTerritory,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-describedby": `${id}-hint`,
    "data-key": id,
  });
  const options = h("ul", { id: listId, role: "listbox", class: "options", "aria-label": label, hidden: true });
  const told = h("p", { class: "visually-hidden", role: "status" });
  let found: Territory[] = [];
  let active = -1;
  let asked = "";

  const close = (): void => {
    options.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (territory: Territory): void => {
    input.value = "";
    asked = "";
    close();
    onChoose(territory);
  };

  const activate = (index: number): void => {
    active = index;
    for (const [at, option] of [...options.children].entries()) {
      option.setAttribute("aria-selected", String(at === index));
      if (at !== index) continue;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };

  const show = (territories: Territory[], message: string): void => {
    found = territories;
    const rows = territories.map((territory, index) => {
      const pick = (event: MouseEvent): void => {
        event.preventDefault();
        choose(territory);
      };
      return h(
        "li",
        { id: `${listId}-${index}`, role: "option", "aria-selected": "false", onmousedown: pick },
        h("span", { class: "option-name" }, territory.name),
        // Spaces for those who hear the option: the style sheet only parts what is seen.
        " ",
        territory.local_name && territory.local_name !== territory.name
          ? h("span", { class: "local", lang: "zh" }, territory.local_name)
          : null,
        " ",
        h("span", { class: "option-place" }, where(territory)),
      );
    });
    fill(options, ...(rows.length > 0 ? rows : [h("li", { class: "none", "aria-disabled": "true", role: "option" }, message)]));
    told.textContent = message;
    options.hidden = false;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", "true");
  };

  const search = async (): Promise<void> => {
    const typed = input.value.trim();
    asked = typed;
    if (!typed) return close();
    try {
      const best = ranked(typed, await territoriesNamed(typed, lang)).slice(0, SHOWN);
      // Who typed on meanwhile is answered by a later search.
      if (asked === typed) show(best, words.suggestions(best.length));
    } catch (error) {
      if (asked === typed) show([], error instanceof Refusal ? error.message : words.unreachable);
    }
  };

  input.addEventListener("input", debounced(180, () => void search()));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = found.length;
    if (event.key === "Escape") {
      if (options.hidden) input.value = "";
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) return void search();
      if (count === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(active < 0 && step < 0 ? count - 1 : (active + step + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const territory = found[active < 0 ? 0 : active];
      if (!options.hidden && territory && asked === input.value.trim()) choose(territory);
    }
  });

  return h(
    "div",
    { class: "combobox" },
    h("label", { for: id }, label),
    input,
    options,
    h("p", { id: `${id}-hint`, class: "hint" }, words.territoryHint),
    told,
  );
}

/** What a territory is and where it lies, to tell places of one name apart. */
function where(territory: Territory): string {
  const around = territory.ancestors.map((place) => place.name);
  return [territory.level_label, ...around].join(" · ");
}
