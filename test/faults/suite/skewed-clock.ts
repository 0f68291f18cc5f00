/** Sets this process's wall clock ahead of the machine's by this many milliseconds (negative: behind); again at any time. */
export function skewedClock(): (ahead: number) => void {
  const machine = Date.now;
  let shift = 0;
  Date.now = () => machine() + Math.round(shift);
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [Date.now()], made),
  });
  return (ahead) => {
    shift = ahead;
  };
}
