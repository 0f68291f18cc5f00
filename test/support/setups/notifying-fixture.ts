import { afterAll, beforeAll, beforeEach } from 'vitest';
import { smtpPost } from '../../../adapters/mail/smtp-post.js';
import { deliver } from '../../../bot/notify/deliver.js';
import { expandEvent } from '../../../bot/notify/expand-event.js';
import type { Post } from '../../../bot/notify/mail-post.js';
import { reachAlarm, withReach } from '../../../bot/notify/watch-reach.js';
import type { MessageLane } from '../../../bot/outbox/delivery.js';
import type { Messenger, Recipient } from '../../../bot/outbox/messenger.js';
import { outboxRelay } from '../../../bot/outbox/outbox-relay.js';
import { removalAlarm } from '../../../bot/outbox/removal-alarm.js';
import type { View } from '../../../cards/card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import type { Surface } from '../../../domain/identity/surface.js';
import { scheduleId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { type Duration, minutes, seconds } from '../../../domain/time.js';
import { type alice, anEligibility, aRole, dave } from '../builders.js';
import { type MailServer, startMailServer } from '../parts/mail-server.js';
import { silentLog as log } from '../silent-log.js';
import { organisation, type UseCaseFixture, useCaseFixture } from './use-case-fixture.js';

/** What a platform does with the next messages to somebody: takes them, does not know them, or fails. */
type Manner = 'takes' | 'knows-not' | 'fails';
type Message = { key: string; text: string };

export type NotifyingFixture = ReturnType<typeof build> & UseCaseFixture;

/**
 * The use cases, and everything that is told of them: chats with stand-ins at their far ends, mail with a real server.
 * Alice asks, Bob and Carol approve, Dave is Global Administrator. Everybody has an address at contoso.example.
 */
export function notifyingFixture(chats: readonly Surface[] = ['slack']): NotifyingFixture {
  const fixture = useCaseFixture();
  const telling = {} as NotifyingFixture;
  const opened = {} as { server: MailServer; post: Post };
  beforeAll(async () => {
    const server = await startMailServer({ security: 'none' });
    const from = { name: 'Latchkey', address: 'latchkey@contoso.example' };
    const post = smtpPost({ host: '127.0.0.1', port: server.port, security: 'none', from });
    Object.assign(opened, { server, post });
  });
  afterAll(async () => {
    await opened.post.stop();
    await opened.server.stop();
  });
  beforeEach(async () => {
    opened.server.forget();
    Object.assign(telling, fixture, build(fixture, chats, opened));
    await fixture.records.principals.save(
      organisation.map((each) => (each.type === 'user' ? withAddress(each) : { ...each })),
    );
    await fixture.hold(
      anEligibility({
        id: scheduleId('dave-administers'),
        level: 'assignment',
        principalId: dave,
        role: aRole(wellKnownRole.globalAdministrator),
      }),
    );
  });
  return telling;
}

const withAddress = (user: User): User => ({ ...user, mail: `${user.displayName.toLowerCase()}@contoso.example` });

function build(
  fixture: UseCaseFixture,
  chats: readonly Surface[],
  { server, post }: { server: MailServer; post: Post },
) {
  const { store, queue, directory, clock } = fixture.deps;
  const chatsNow = new Map(chats.map((surface) => [surface, farEnd(surface)]));
  const surfaces = (): MessageLane[] => [...chats, 'mail'];
  const relay = outboxRelay({
    queue,
    clock,
    log,
    expand: expandEvent({ store, queue, directory, clock, surfaces }),
    deliver: deliver({
      ...fixture.deps,
      stepUps: fixture.stepUps,
      messengers: new Map([...chatsNow].map(([surface, { messenger }]) => [surface, messenger])),
      provisionAccess: fixture.provision,
      portalAt: () => 'https://latchkey.example',
      post,
    }),
    alarm: withReach(removalAlarm({ queue, surfaces }), reachAlarm({ queue, surfaces })),
    lanes: new Map([['directory', 2], ...surfaces().map((lane) => [lane, 2] as const)]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
  const chat = (surface: Surface = 'slack') => {
    const found = chatsNow.get(surface);
    if (!found) throw new Error(`there is no ${surface} here`);
    return found;
  };
  return {
    server,
    chat,
    settle: () => relay.drain(),
    /** Everything that is due is carried out, again and again while time goes by. */
    async pass(steps: number, step: Duration = seconds(5)) {
      for (let done = 0; done < steps; done += 1) {
        await relay.drain();
        clock.pass(step);
      }
      await relay.drain();
    },
    /** The subjects of the mails to somebody, in order. */
    mailTo: (name: string) => server.mailsFor(`${name}@contoso.example`).map(({ subject }) => subject),
    /** What somebody reads in a chat now, message by message. */
    reads: (who: typeof alice | 'admins', surface: Surface = 'slack') => chat(surface).shownTo(who),
  };
}

const nameOf = (recipient: Recipient) => (recipient.kind === 'person' ? recipient.principalId : 'admins');

/** The far end of a chat: it keeps what it is handed, in the manner it is told. */
function farEnd(surface: Surface) {
  const messages = new Map<string, Message[]>();
  const manners = new Map<string, Manner>();
  const text = (view: View) => renderPlain(view);
  const answer = (who: string) => {
    if ((manners.get(who) ?? manners.get('*')) === 'fails') throw new AdapterError('unavailable', 'down');
    return manners.get(who) ?? manners.get('*') ?? 'takes';
  };
  const messenger: Messenger = {
    surface,
    async post(recipient, view, { key }) {
      const who = nameOf(recipient);
      if (answer(who) === 'knows-not') return 'unreachable';
      messages.set(who, [...(messages.get(who) ?? []), { key, text: text(view) }]);
      return { who, key };
    },
    async update({ who, key }, view) {
      answer(String(who));
      const message = messages.get(String(who))?.find((each) => each.key === key);
      if (message) message.text = text(view);
      return 'updated';
    },
  };
  return {
    messenger,
    /** How it treats somebody, or everybody (`*`), from now on. */
    treats: (who: typeof alice | 'admins' | '*', manner: Manner) => void manners.set(who, manner),
    shownTo: (who: string) => (messages.get(who) ?? []).map((each) => each.text),
  };
}
