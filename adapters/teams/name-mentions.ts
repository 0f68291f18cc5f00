import { z } from 'zod';
import { principalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { InboundActivity } from './parse-activity.js';

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations */
const Mention = z.looseObject({
  type: z.literal('mention'),
  text: z.string().max(1000),
  mentioned: z.looseObject({ id: z.string().max(1000).nullish(), aadObjectId: z.string().max(100).nullish() }),
});
type Mention = z.infer<typeof Mention>;

const TAG = /<at(?:\s[^<>]*)?>([^<>]*)<\/at>/giu;
const OBJECT_ID = /^(?:8:orgid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Of those whom one message mentions; no command takes as many. */
const MOST_LOOKED_UP = 20;

/**
 * Returns the text of a message with those whom it mentions by their user principal names, looked up by their directory
 * object ids: a name in a message is its writer's to choose. Whoever is not known by id stays as written. Throws
 * AdapterError where the directory cannot be asked.
 */
export async function nameMentions(
  directory: Pick<Directory, 'principals'>,
  { text, entities }: Pick<InboundActivity, 'text'> & { entities?: unknown },
): Promise<string> {
  const mentions = (Array.isArray(entities) ? entities.slice(0, MOST_LOOKED_UP) : []).flatMap((entity) => {
    const parsed = Mention.safeParse(entity);
    return parsed.success ? [parsed.data] : [];
  });
  const said = text ?? '';
  if (mentions.length === 0) return said;
  const ids = mentions.flatMap((mention) => objectIdOf(mention) ?? []).map(principalId);
  const known = ids.length === 0 ? [] : await directory.principals([...new Set(ids)]);
  const addresses = new Map(known.flatMap((each) => (each.type === 'user' ? [[each.id, each.userPrincipalName]] : [])));
  const left = [...mentions];
  return said.replace(TAG, (tag: string, name: string) => {
    const at = left.findIndex((mention) => nameIn(mention.text) === name);
    const [mention] = at < 0 ? [] : left.splice(at, 1);
    const id = mention && objectIdOf(mention);
    return (id && addresses.get(principalId(id))) ?? tag;
  });
}

const objectIdOf = ({ mentioned: { aadObjectId, id } }: Mention): string | undefined =>
  OBJECT_ID.exec((aadObjectId || id || '').trim().toLowerCase())?.[1];

const nameIn = (tag: string) => tag.replace(TAG, '$1');
