import type { Child } from 'hono/jsx';

/** What narrows a list down: a form whose answer is the same page at another address. `kept`: what its query keeps. */
export const Filters = ({ action, kept = '', children }: { action: string; kept?: string; children: Child }) => (
  <form method="get" action={action} class="filters">
    {[...new URLSearchParams(kept)].map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
    <button type="submit" data-style="default">
      Show
    </button>
  </form>
);

type TextFilter = { name: string; label: string; value: string; placeholder?: string };

/** Words to look for. */
export const TextFilter = ({ name, label, value, placeholder }: TextFilter) => (
  <label>
    {label}
    <input type="search" name={name} value={value} placeholder={placeholder} maxlength={100} autocomplete="off" />
  </label>
);

type ChoiceFilter = {
  name: string;
  label: string;
  value: string;
  choices: readonly (readonly [value: string, title: string])[];
};

/** A day. */
export const DayFilter = ({ name, label, value }: Pick<TextFilter, 'name' | 'label' | 'value'>) => (
  <label>
    {label}
    <input type="date" name={name} value={value} />
  </label>
);

/** One of a few. */
export const ChoiceFilter = ({ name, label, value, choices }: ChoiceFilter) => (
  <label>
    {label}
    <select name={name}>
      {choices.map(([each, title]) => (
        <option value={each} selected={each === value}>
          {title}
        </option>
      ))}
    </select>
  </label>
);

/** The text that an address's query has under this name; empty where it has none, or several. */
export function textOf(query: Readonly<Record<string, unknown>>, name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value.trim().slice(0, 100) : '';
}
