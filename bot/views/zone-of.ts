import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';

/** A person's zones (IANA), as far as they are known: the one they chose, and the one their surface named last. */
export type KnownZones = { chosen?: string | undefined; last?: string | undefined };

/** What is kept of people's zones, and the organisation's own. */
export type Zones = {
  /** The organisation's zone (IANA): in it is said what many read, and what somebody reads of whom no zone is known. */
  home: string;
  /** What is known of these people; those of whom nothing is known are missing. */
  of(people: readonly PrincipalId[]): Promise<ReadonlyMap<PrincipalId, KnownZones>>;
  /** Keeps the zone that a person's surface has just named, in place of an earlier one. */
  saw(person: PrincipalId, timeZone: string): Promise<void>;
};

/** What a person's zone is read from. */
export type ZoneDeps = { zones: Zones; directory: Pick<Directory, 'principals'> };

/** The zone (IANA) in which each of these people reads times, by `zoneOf`'s rule; each source is asked once for all. */
export async function zonesOf(
  { zones, directory }: ZoneDeps,
  people: readonly PrincipalId[],
): Promise<ReadonlyMap<PrincipalId, string>> {
  const known = await zones.of(people);
  const own = (person: PrincipalId) => known.get(person)?.chosen ?? known.get(person)?.last;
  const others = people.filter((person) => own(person) === undefined);
  const found = others.length === 0 ? [] : await directory.principals(others);
  const filed = new Map(found.map((each) => [each.id, each.type === 'user' ? each.timeZone : undefined]));
  return new Map(people.map((person) => [person, own(person) ?? filed.get(person) ?? zones.home]));
}

/**
 * The one zone in which a person reads times (IANA): the one they chose, else the one that the surface they speak from
 * names (`named`), else the one that a surface named last, else the directory's, else the organisation's.
 */
export async function zoneOf(deps: ZoneDeps, person: PrincipalId, named?: string): Promise<string> {
  if (named !== undefined) return (await deps.zones.of([person])).get(person)?.chosen ?? named;
  return (await zonesOf(deps, [person])).get(person) ?? deps.zones.home;
}

/**
 * `zoneOf` for somebody who is here: the zone that their surface names, if it does, is kept for what they read later.
 * Writes only what changed.
 */
export async function zoneHere(deps: ZoneDeps, person: PrincipalId, named: string | undefined): Promise<string> {
  if (named === undefined) return zoneOf(deps, person);
  const known = (await deps.zones.of([person])).get(person);
  if (known?.last !== named) await deps.zones.saw(person, named);
  return known?.chosen ?? named;
}
