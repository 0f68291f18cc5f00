import type { Level } from '../assignment/schedule-request.js';
import type { PrincipalId } from '../ids.js';
import type { NotificationRule, PolicyRules } from '../policy/policy.js';
import type { Audience, RequestNotice, Weight } from './notice.js';
import { hearingOf } from './notice-table.js';

/** What a role's nine rules are asked about: `level` is missing for an activation. */
export type Occasion = { what: RequestNotice; level?: Level | undefined };

/** The one of the nine rules that says what an audience hears of this. */
function ruleFor({ level }: Occasion, audience: Audience, rules: PolicyRules): NotificationRule {
  switch (level) {
    case 'eligibility':
      return rules[`Notification_${audience}_Admin_Eligibility`];
    case 'assignment':
      return rules[`Notification_${audience}_Admin_Assignment`];
    case undefined:
      return rules[`Notification_${audience}_EndUser_Assignment`];
  }
}

/** What an audience is told this for; undefined where the table or its rule says that it is not. */
function weightOf(told: Occasion, audience: Audience, rules: PolicyRules): Weight | undefined {
  const weight = hearingOf(told.what, audience)?.weight;
  const { notificationLevel } = ruleFor(told, audience, rules);
  const isLoudEnough = notificationLevel === 'All' || (notificationLevel === 'Critical' && weight === 'asks');
  return isLoudEnough ? weight : undefined;
}

/** Whether those hear of it whom nobody had to name: the role's administrators and their channel, its holder, its approvers. */
export const isTold = (told: Occasion, audience: Audience, rules: PolicyRules): boolean =>
  weightOf(told, audience, rules) !== undefined && ruleFor(told, audience, rules).isDefaultRecipientsEnabled;

/**
 * Whether a rule keeps an audience from being told in chat. What asks somebody to act is never held back there: nobody
 * who has to act is to hear nothing. What the table does not speak of is not the rules' affair.
 */
export const isHeldBack = (told: Occasion, audience: Audience, rules: PolicyRules): boolean =>
  hearingOf(told.what, audience)?.weight === 'informs' && !isTold(told, audience, rules);

/** Somebody who can be written to. */
export type Addressee = { principalId: PrincipalId; address: string };

/** One mail that is to go out. `asks`: whoever gets it has to do something. `principalId`: missing of an extra recipient. */
export type MailTo = { audience: Audience; asks: boolean; address: string; principalId?: PrincipalId | undefined };

/** The first so many hear of an event. Source: Entra PIM, recipients per event. */
export const mostRecipients = 1_000;

/**
 * Decides who gets a mail of what has happened: the default recipients unless they are off, then whom the rule names
 * beside them, by its level. Each address gets one, whatever it is in the list for: one that asks before one that tells,
 * and one to a person before one to an address. The first 1,000 get theirs, who has to act among the first.
 */
export function decideMails(
  told: Occasion,
  rules: PolicyRules,
  people: Readonly<Partial<Record<Audience, readonly Addressee[]>>>,
): MailTo[] {
  const desired = (['Approver', 'Requestor', 'Admin'] as const).flatMap((audience): MailTo[] => {
    const weight = hearingOf(told.what, audience)?.by.includes('mail') ? weightOf(told, audience, rules) : undefined;
    if (!weight) return [];
    const { isDefaultRecipientsEnabled, notificationRecipients } = ruleFor(told, audience, rules);
    const asks = weight === 'asks';
    const known = isDefaultRecipientsEnabled ? (people[audience] ?? []) : [];
    return [
      ...known.map((each) => ({ audience, asks, ...each })),
      ...notificationRecipients.map((address) => ({ audience, asks, address })),
    ];
  });
  const rank = ({ asks, principalId }: MailTo) => (asks ? 0 : 2) + (principalId === undefined ? 1 : 0);
  const first = new Map<string, MailTo>();
  for (const each of desired.sort((one, other) => rank(one) - rank(other))) {
    const address = each.address.toLowerCase();
    if (!first.has(address)) first.set(address, { ...each, address });
  }
  return [...first.values()].slice(0, mostRecipients);
}
