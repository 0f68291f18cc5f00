const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 10}`) as [string, ...string[]];

/** Who asks, who decides and who administers. */
export const requestors = numbered('r', 18);
export const approvers = numbered('a', 4);
export const admins = numbered('g', 2);
export const everybody = [...requestors, ...approvers, ...admins];

/** Where each of them is reached: most in Slack, some in Teams, nobody in both. */
export const inTeams = [...requestors.slice(12), ...approvers.slice(2), ...admins.slice(1)];
export const inSlack = everybody.filter((name) => !inTeams.includes(name));

export const mailOf = (name: string) => `${name}@contoso.example`;
