import { type Input, tickedIn } from '../../../../cards/card.js';
import { element } from './element.js';

/** A list to tick: what is drawn, and what is ticked, joined by commas. `id` is free for its parts to be named after. */
export function ticksView(input: Input, id: string): { view: HTMLFieldSetElement; value: () => string } {
  const ticked = tickedIn(input.value);
  const boxes = (input.choices ?? []).map(({ title, value }, index) => {
    const box = element('input', { type: 'checkbox', id: `${id}-${index}`, value });
    box.checked = ticked.includes(value);
    return { box, row: element('label', { class: 'tick', for: box.id }, box, element('span', {}, title)) };
  });
  const view = element(
    'fieldset',
    { id, class: 'ticks', 'aria-describedby': input.problem === undefined ? undefined : `${id}-problem` },
    element('legend', {}, input.isRequired ? input.label : `${input.label} (optional)`),
    ...boxes.map(({ row }) => row),
  );
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  const [first] = boxes;
  const check = () =>
    first?.box.setCustomValidity(input.isRequired && chosen().length === 0 ? 'Tick at least one.' : '');
  view.addEventListener('change', check);
  check();
  return { view, value: () => chosen().join(',') };
}
