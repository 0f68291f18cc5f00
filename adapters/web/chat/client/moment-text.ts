/** The zone of whoever sits in front of this browser. */
export const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Says a moment in this zone: `16:02` today, else with its day: `22 Nov, 16:02`. */
export function momentText(at: number, timeZone: string): string {
  const moment = new Date(at);
  const dayOf = (date: Date) => date.toLocaleDateString('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const time = moment.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return dayOf(moment) === dayOf(new Date()) ? time : `${dayOf(moment)}, ${time}`;
}
