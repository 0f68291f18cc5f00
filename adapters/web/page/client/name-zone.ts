/**
 * Tells the server in which time zone this browser is, with everything it asks from now on. Browsers that have no cookie
 * store, and pages that come unencrypted from elsewhere, name none.
 */
export function nameZone(): void {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone || !('cookieStore' in window)) return;
  cookieStore.set({ name: 'latchkey-zone', value: timeZone, path: '/', sameSite: 'lax' }).catch(() => undefined);
}
