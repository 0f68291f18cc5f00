import { followChanges } from './follow-changes.js';
import { wireKeys } from './keys.js';
import { nameZone } from './name-zone.js';
import { suggestAsTyped } from './suggest.js';

/*
 * What makes the pages quicker for those whose browser runs scripts; every page works without it.
 */
nameZone();
followChanges();
suggestAsTyped();
wireKeys();
