import type { AlertSettings } from '../alert/alert.js';
import { type AlertLowering, alertLowerings } from '../alert/alert-lowering.js';
import type { PolicyRules } from '../policy/policy.js';
import { type SettingsLowering, settingsLowerings } from '../policy/settings-lowering.js';
import type { UnprovenRefusal } from '../refusal.js';
import { type Result, refuse } from '../result.js';
import type { Proofs } from './proofs.js';

/** `isPowerful`: the role makes an administrator, on its own or through the group that it is about. */
type OfRole = { isPowerful: boolean };
/** `isAdministrator`: the person, or a group they are in, holds or may activate such a role. */
type OfPerson = { isAdministrator: boolean };

/**
 * One act of an administrator, with what has to be known to say what it does. Activating a role and deciding on requests
 * are none: for these the role's own settings say what has to be proven. Nor is what the operator imports.
 */
export type AdministrativeAct =
  | { act: 'change-settings'; before: PolicyRules; after: PolicyRules }
  | { act: 'set-alert'; before: Looked; after: Looked }
  | ({ act: 'dismiss-alert' } & OfRole)
  | ({ act: 'assign' | 'update' | 'extend' | 'renew' | 'agree-to-extension' } & OfRole)
  | ({ act: 'remove' | 'take-out' | 'apply-review' } & OfRole)
  | ({ act: 'stop-review' | 'reset-review' | 'delete-review' } & OfRole)
  /** Lets a person set up the first thing by which they can prove who they are. */
  | { act: 'give-pass' }
  | ({ act: 'revoke-all' | 'reset-proofs' | 'unlink-account' | 'end-sessions' } & OfPerson);

type Looked = Pick<AlertSettings, 'isEnabled' | 'thresholds'>;

/** What an act does of what must not be done by whoever merely has an administrator's chat. */
export type Effects = {
  /** What asks for less, or is looked for less, than before. */
  lowers: { settings: readonly SettingsLowering[]; alert: readonly AlertLowering[]; isSilenced: boolean };
  /** It gives, extends or lengthens what makes an administrator, or gives somebody a way in. */
  gives: boolean;
  /** It takes an administrator's access away, or their way in. */
  takes: boolean;
};

const nothing: Effects = { lowers: { settings: [], alert: [], isSilenced: false }, gives: false, takes: false };
const lowering = (lowers: Partial<Effects['lowers']>): Effects => ({
  ...nothing,
  lowers: { ...nothing.lowers, ...lowers },
});

/** What an administrative act does: the one table that every command on every surface goes by. */
export function effectsOf(act: AdministrativeAct): Effects {
  switch (act.act) {
    case 'change-settings':
      return lowering({ settings: settingsLowerings(act.before, act.after) });
    case 'set-alert':
      return lowering({ alert: alertLowerings(act.before, act.after) });
    case 'dismiss-alert':
    // A review that ends or forgets its decisions takes nothing away any more: that silences a control as well.
    case 'stop-review':
    case 'reset-review':
    case 'delete-review':
      return lowering({ isSilenced: act.isPowerful });
    case 'assign':
    case 'extend':
    case 'renew':
    case 'agree-to-extension':
      return { ...nothing, gives: act.isPowerful };
    case 'give-pass':
      return { ...nothing, gives: true };
    case 'update':
      // It may lengthen or cut short.
      return { ...nothing, gives: act.isPowerful, takes: act.isPowerful };
    case 'remove':
    case 'take-out':
    case 'apply-review':
      return { ...nothing, takes: act.isPowerful };
    case 'revoke-all':
    case 'reset-proofs':
    case 'unlink-account':
    case 'end-sessions':
      return { ...nothing, takes: act.isAdministrator };
  }
}

/** True where an act has to be proven: it lowers a control, makes an administrator, or takes from one. */
export function needsProof(act: AdministrativeAct): boolean {
  const { lowers, gives, takes } = effectsOf(act);
  return lowers.settings.length + lowers.alert.length > 0 || lowers.isSilenced || gives || takes;
}

/** How an organisation runs its administration. `withoutProof`: the operator has switched proofs of it off. */
export type AdministrationRule = { withoutProof?: boolean | undefined };

/** The refusal of an act that has to be proven and is not; undefined where it may go on. */
export const unproven = (
  act: AdministrativeAct,
  { multiFactor }: Proofs,
  { withoutProof = false }: AdministrationRule = {},
): UnprovenRefusal | undefined =>
  withoutProof || multiFactor || !needsProof(act) ? undefined : { code: 'ADMINISTRATION_UNPROVEN' };

/** A decision as it is, but that an act which may go on has to be proven: asked last, so that nobody proves in vain. */
export function onceProven<T, R>(
  decision: Result<T, R>,
  act: AdministrativeAct,
  proofs: Proofs,
  rule: AdministrationRule | undefined,
): Result<T, R | UnprovenRefusal> {
  const refusal = decision.ok ? unproven(act, proofs, rule) : undefined;
  return refusal ? refuse(refusal) : decision;
}
