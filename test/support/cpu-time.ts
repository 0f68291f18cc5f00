/** What this work takes of the processor, in milliseconds: unlike the time that passes, it does not grow with what else the machine does. */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
