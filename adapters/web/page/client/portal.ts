import { followChanges } from './follow-changes.js';
import { wireKeys } from './keys.js';
import { suggestAsTyped } from './suggest.js';

/*
 * What makes the pages quicker for those whose browser runs scripts; every page works without it.
 */
followChanges();
suggestAsTyped();
wireKeys();
