import type { Form, Input } from '../../../../cards/card.js';
import type { Press } from './card-view.js';
import { button, element } from './element.js';
import { ticksView } from './ticks-view.js';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

let formsMade = 0;

/** Draws a form. `press` undefined: it cannot be sent. `leave` is what its way back does; undefined: it has none. */
export function formView(form: Form, press: Press | undefined, leave: (() => void) | undefined): HTMLFormElement {
  const prefix = `form-${++formsMade}`;
  const inputs = form.inputs.map((input) => ({ input, ...fieldFor(input, `${prefix}-${input.id}`) }));
  const view = element(
    'form',
    { class: 'card form', 'aria-label': form.summary },
    element('h3', {}, form.title),
    ...form.body.map((text) => element('p', {}, text)),
    ...inputs.map(({ field }) => field),
    element(
      'div',
      { class: 'buttons' },
      element('button', { type: 'submit', 'data-style': form.submit.style }, form.submit.title),
      leave && button({ 'data-style': 'default' }, form.back?.title ?? 'Cancel', leave),
    ),
  );
  view.addEventListener('submit', (event) => {
    event.preventDefault();
    press?.(form.submit.action, Object.fromEntries(inputs.map(({ input, value }) => [input.id, value()])));
  });
  return view;
}

/** Puts the cursor where the person has to act first: a problem, else the first empty input, else the first one. */
export function focusForm(view: HTMLFormElement): void {
  const controls = [...view.querySelectorAll<Control>('input, textarea, select')];
  const first =
    controls.find((control) => control.getAttribute('aria-invalid') === 'true') ??
    controls.find(isUnanswered) ??
    controls[0];
  (first ?? view.querySelector('button'))?.focus();
}

const isUnanswered = (control: Control) =>
  control.value === '' || (control instanceof HTMLInputElement && control.type === 'checkbox' && !control.checked);

/** One question as it is drawn, and its present answer. */
function fieldFor(input: Input, id: string): { field: HTMLElement; value: () => string } {
  const problem = input.problem !== undefined && element('p', { class: 'problem', id: `${id}-problem` }, input.problem);
  if (input.kind === 'ticks') {
    const { view, value } = ticksView(input, id);
    return { field: element('div', { class: 'field' }, view, problem), value };
  }
  const control = controlFor(input, id);
  const label = element('label', { for: id }, input.isRequired ? input.label : `${input.label} (optional)`);
  return { field: element('div', { class: 'field' }, label, control, problem), value: () => control.value };
}

function controlFor(input: Input, id: string): Control {
  const control = bareControl(input);
  control.id = id;
  control.required = input.isRequired;
  if (input.problem !== undefined) {
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-describedby', `${id}-problem`);
  }
  if (control instanceof HTMLSelectElement) return control;
  control.value = input.value ?? '';
  control.placeholder = input.placeholder ?? '';
  control.autocomplete = 'off';
  return control;
}

function bareControl(input: Input): Control {
  if (input.kind === 'text') return element('input', { type: 'text' });
  if (input.kind === 'multiline') return element('textarea', { rows: '3' });
  const choices = input.choices ?? [];
  const isChosen = choices.some(({ value }) => value === input.value);
  return element(
    'select',
    {},
    !isChosen && element('option', { value: '' }, input.placeholder ?? 'Choose…'),
    ...choices.map(({ title, value }) => element('option', { value, selected: value === input.value }, title)),
  );
}
