/** Shows that nobody is signed in here any more, and the way to sign in again. */
export function noteSignedOut(): void {
  const note = document.querySelector<HTMLElement>('#signed-out');
  if (note) note.hidden = false;
  const connection = document.querySelector<HTMLElement>('.connection');
  if (connection === null) return;
  connection.dataset.state = 'over';
  connection.textContent = 'Signed out';
}
