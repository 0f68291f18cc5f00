import { type Instant, instant } from '../../../domain/time.js';

/** What one look at the database's clock says: how far it is ahead of this process's steady one, give or take. */
export type Sample = { ahead: number; within: number };

/** This process's own clocks, in milliseconds: `wall` may be set by anybody, `steady` never goes back and never jumps. */
export type TimeSources = { wall(): number; steady(): number };

/** A clock that moves by more than this between two looks has jumped, and two that differ by less agree. In milliseconds. */
const tolerance = 2_000;
/** A look that took longer than this, in milliseconds, says too little to move the clock by. */
const tooVague = 500;

/**
 * Keeps time by what the database's clock says every now and then, and by the steady clock in between. Time given
 * never goes back.
 * A jump of the database's clock, forward or back, is followed only where this machine's wall clock bears it out: it
 * has jumped as far itself (the machine slept, or the two are one clock), or it says what the database says now (which
 * was wrong before). Any other jump is the database's alone, so the steady clock goes on as though there had been none,
 * and nothing ends early or stays on. A jump back that is followed makes time stand still until it is caught up.
 * Assumed: of the database's clock and this machine's at least one is right, and the first look finds the database's
 * right; the caller is to make much of `skew`, which tells when that may not be so.
 */
export function timekeeper(first: Sample, { wall, steady }: TimeSources) {
  let followed = first.ahead;
  let latest = first.ahead;
  const wallAhead = () => wall() - steady();
  let wallThen = wallAhead();
  let last = 0;
  return {
    now(): Instant {
      last = Math.max(last, Math.round(steady() + followed));
      return instant(last);
    },
    /** How far the database's clock was ahead of this machine's wall clock when last looked at, in milliseconds. */
    skew: (): number => Math.round(latest - wallAhead()),
    /** True once this machine's wall clock has jumped since the last look that was followed: it may have slept. */
    isInDoubt: (): boolean => Math.abs(wallAhead() - wallThen) > tolerance,
    /** Takes what a look has shown: `steady` where it is much as before, else whether the jump is followed. */
    take({ ahead, within }: Sample): 'vague' | 'steady' | 'jumped' | 'refused' {
      if (within > tooVague) return 'vague';
      latest = ahead;
      const wallNow = wallAhead();
      const jump = ahead - followed;
      const isBorneOut = areClose(ahead, wallNow) || areClose(jump, wallNow - wallThen);
      if (!areClose(jump, 0) && !isBorneOut) return 'refused';
      followed = ahead;
      wallThen = wallNow;
      return areClose(jump, 0) ? 'steady' : 'jumped';
    },
  };
}

const areClose = (one: number, other: number) => Math.abs(one - other) <= tolerance;
