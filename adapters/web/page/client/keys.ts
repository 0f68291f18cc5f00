/** Where `g` and a second letter lead. */
const places: Readonly<Record<string, string>> = {
  r: '/my-roles',
  q: '/my-requests',
  a: '/approve',
  m: '/assignments',
  s: '/settings',
  h: '/my-history',
  o: '/overview',
  c: '/chat',
};

const inTime = 1500;

/** `/` goes to the search; `g` and a letter to a page; `?` tells of these. Nothing while something is typed. */
export function wireKeys(): void {
  let goingUntil = 0;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const place = performance.now() < goingUntil ? places[event.key] : undefined;
    goingUntil = event.key === 'g' ? performance.now() + inTime : 0;
    if (place === undefined) press(event);
    else location.assign(place);
  });
}

function press(event: KeyboardEvent): void {
  if (event.key === '?') document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  if (event.key !== '/') return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>('header search input')?.focus();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
