import type { Form, Input } from '../../../../cards/card.js';
import type { Press } from './card-view.js';
import { button, element } from './element.js';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

let formsMade = 0;

/** Draws a form. `press` undefined: it cannot be sent. `leave` is what its way back does; undefined: it has none. */
export function formView(form: Form, press: Press | undefined, leave: (() => void) | undefined): HTMLFormElement {
  const prefix = `form-${++formsMade}`;
  const inputs = form.inputs.map((input) => ({ input, control: controlFor(input, `${prefix}-${input.id}`) }));
  const view = element(
    'form',
    { class: 'card form', 'aria-label': form.summary },
    element('h3', {}, form.title),
    ...form.body.map((text) => element('p', {}, text)),
    ...inputs.map(({ input, control }) => fieldView(input, control)),
    element(
      'div',
      { class: 'buttons' },
      element('button', { type: 'submit', 'data-style': form.submit.style }, form.submit.title),
      leave && button({ 'data-style': 'default' }, form.back?.title ?? 'Cancel', leave),
    ),
  );
  view.addEventListener('submit', (event) => {
    event.preventDefault();
    press?.(form.submit.action, Object.fromEntries(inputs.map(({ input, control }) => [input.id, control.value])));
  });
  return view;
}

/** Puts the cursor where the person has to act first: a problem, else the first empty input, else the first one. */
export function focusForm(view: HTMLFormElement): void {
  const controls = [...view.querySelectorAll<Control>('input, textarea, select')];
  const first =
    controls.find((control) => control.getAttribute('aria-invalid') === 'true') ??
    controls.find((control) => control.value === '') ??
    controls[0];
  (first ?? view.querySelector('button'))?.focus();
}

function fieldView(input: Input, control: Control): HTMLElement {
  const { id } = control;
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, input.isRequired ? input.label : `${input.label} (optional)`),
    control,
    input.problem !== undefined && element('p', { class: 'problem', id: `${id}-problem` }, input.problem),
  );
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
