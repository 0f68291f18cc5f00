import type { ChatPerson } from '../chat/chat-wire.js';

/** A person as the playground is to show them. */
export type PlaygroundPerson = Pick<ChatPerson, 'id' | 'handle' | 'displayName'>;

/** The playground ends at once when it is given fewer, and when it is given more. */
const OTHERS = 5;

/**
 * The settings of the Microsoft 365 Agents Playground, in which `current` writes and the others are there to be found.
 * Takes the people with their directory object ids, as which the demo knows them. Throws where there are fewer than
 * five besides the one who writes.
 */
export function playgroundConfig(people: readonly PlaygroundPerson[], current: PlaygroundPerson) {
  const others = people.filter(({ id }) => id !== current.id);
  if (others.length < OTHERS) throw new Error(`The playground needs ${OTHERS} people besides the one who writes.`);
  return {
    version: '0.1.1',
    tenantId: '00000000-0000-0000-0000-000000000001',
    bot: { id: '00000000-0000-0000-0000-000000000011', name: 'Latchkey' },
    currentUser: account(current),
    users: others.slice(0, OTHERS).map(account),
    personalChat: { id: `personal-chat-${current.id}` },
    groupChat: { id: 'group-chat', name: 'Group chat' },
    team: {
      id: 'team',
      name: 'Administrators',
      aadGroupId: '00000000-0000-0000-0000-000000000031',
      channels: [{ id: 'channel-alerts', name: 'Alerts' }],
    },
  };
}

function account({ id, handle, displayName }: PlaygroundPerson) {
  const email = `${handle}@latchkey.example`;
  const [givenName = displayName, ...surname] = displayName.split(' ');
  return {
    id: `user-${id}`,
    name: displayName,
    // The playground's own spelling.
    userPrincipleName: email,
    aadObjectId: id,
    givenName,
    surname: surname.join(' ') || givenName,
    email,
  };
}
