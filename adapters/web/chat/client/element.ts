type Child = Node | string | undefined | false;

/**
 * Makes an element. Attributes that are `undefined` or `false` are left out, `true` stands alone; strings among the
 * children become text, never markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A button that does `act` when pressed. */
export function button(attributes: Readonly<Record<string, string | undefined>>, title: string, act: () => void) {
  const made = element('button', { type: 'button', ...attributes }, title);
  made.addEventListener('click', act);
  return made;
}
