// Making elements without a framework. Text is always set as text, never parsed as HTML.

type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: never) => void);

/** An element: attributes, properties of the same name for booleans, listeners as `onclick` …, children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** Puts children in the place of those that an element has. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** Runs once things have been still for so many milliseconds. */
export function debounced<A extends unknown[]>(wait: number, run: (...args: A) => void): (...args: A) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}

/** A name, followed by the name in the place's own writing where there is another. */
export function named(thing: { name: string; local_name?: string }): Node {
  const fragment = document.createDocumentFragment();
  fragment.append(thing.name);
  if (thing.local_name && thing.local_name !== thing.name) {
    fragment.append(" ", h("span", { class: "local", lang: "zh" }, thing.local_name));
  }
  return fragment;
}
