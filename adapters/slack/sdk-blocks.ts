import type { types } from '@slack/bolt';
import type { BlockKit } from '../../cards/platform/block-kit-parts.js';

/*
 * The renderers know nothing of Slack's SDK, whose types name every block there is. That what they render keeps to
 * Slack's rules is proven by their tests against its documented limits, so it is taken at its word here.
 */

/** Rendered blocks, as the SDK's calls want them. */
export const sdkBlocks = (blocks: readonly BlockKit[]) => blocks as unknown as types.KnownBlock[];

/** A rendered modal, as the SDK's calls want it. */
export const sdkModal = (view: { type: 'modal'; blocks: readonly BlockKit[] }) => view as unknown as types.ModalView;
