import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

/*
 * A form with `data-passkey` is answered by a passkey: `ask` has one sign, `add` makes a new one. What it says goes into
 * the form's hidden field, and the form is sent as any other. Without this script the form stays hidden.
 */

const forms = document.querySelectorAll<HTMLFormElement>('form[data-passkey]');
if ('PublicKeyCredential' in window) for (const form of forms) wire(form);

function wire(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void answer(form);
  });
}

async function answer(form: HTMLFormElement): Promise<void> {
  const problem = form.querySelector<HTMLElement>('[data-problem]');
  const field = form.elements.namedItem('response');
  const button = form.querySelector('button');
  if (!(field instanceof HTMLInputElement)) return;
  button?.setAttribute('aria-busy', 'true');
  try {
    const optionsJSON = await questionOf(form);
    const said =
      form.dataset.passkey === 'add'
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON });
    field.value = JSON.stringify(said);
    form.submit();
  } catch {
    button?.removeAttribute('aria-busy');
    if (problem) problem.textContent = 'That did not work, or was stopped. Try again, or prove it in another way.';
  }
}

async function questionOf(form: HTMLFormElement) {
  const token = form.elements.namedItem('_csrf');
  const response = await fetch(form.dataset.options ?? '', {
    method: 'POST',
    headers: { 'x-csrf-token': token instanceof HTMLInputElement ? token.value : '' },
  });
  if (!response.ok) throw new Error(`no question was given: ${response.status}`);
  return response.json();
}
