type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/** Attributes as they are in HTML; true is an attribute without a value, false and undefined are none. */
export interface Attributes {
  [name: string]: string | number | boolean | undefined | Handlers;
  on?: Handlers;
}

export type Child = Node | string;

/** An element with its attributes, listeners and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { on = {}, ...attributes }: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value as string);
  for (const [type, listener] of Object.entries(on)) made.addEventListener(type, listener as EventListener);
  made.append(...children);
  return made;
}

export function setAttribute(target: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : String(value));
}

/** Text that changes often: the document is touched only when it does. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
