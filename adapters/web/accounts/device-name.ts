/** In the order in which they are looked for: most browsers also say that they are others. */
const browsers: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const named = (known: [RegExp, string][], text: string) => known.find(([sign]) => sign.test(text))?.[1];

/** What a browser says of itself (`User-Agent`), as people would: “Firefox on Windows”. It may be lying. */
export function deviceName(userAgent: string): string {
  const [browser, system] = [named(browsers, userAgent), named(systems, userAgent)];
  return `${browser ?? 'Another browser'}${system === undefined ? '' : ` on ${system}`}`;
}
