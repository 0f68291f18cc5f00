import type { Card, Fact } from '../../../cards/card.js';
import { Buttons, Press } from './press.js';
import type { Visit } from './visit.js';

type CardViewProps = { visit: Visit; card: Card; back?: string | undefined };

/** What chat shows as a card, as a part of a page; its title is left to the page. */
export function CardView({ visit, card, back }: CardViewProps) {
  const { status, body, facts, quote, rows, buttons } = card;
  return (
    <article class="card">
      {status !== undefined && (
        <p class="status" data-tone={status.tone}>
          {status.text}
        </p>
      )}
      {body.map((text) => (
        <p>{text}</p>
      ))}
      {facts.length > 0 && <FactList facts={facts} />}
      {quote !== undefined && (
        <blockquote>
          {quote.text}
          <footer>{quote.label}</footer>
        </blockquote>
      )}
      <Rows visit={visit} rows={rows} back={back} />
      {buttons.length > 0 && (
        <Buttons>
          {buttons.map((button) => (
            <Press visit={visit} button={button} back={back} />
          ))}
        </Buttons>
      )}
    </article>
  );
}

function Rows({ visit, rows, back }: Pick<CardViewProps, 'visit' | 'back'> & Pick<Card, 'rows'>) {
  if (rows.length === 0) return null;
  return (
    <ul class="rows">
      {rows.map(({ title, subtitle, buttons }) => (
        <li>
          <div>
            <strong>{title}</strong>
            {subtitle !== undefined && <small>{subtitle}</small>}
          </div>
          {buttons.length > 0 && (
            <Buttons>
              {buttons.map((button) => (
                <Press visit={visit} button={button} about={title} back={back} />
              ))}
            </Buttons>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Facts as a list of what each is called and what it is. */
export const FactList = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(({ label, value }) => (
      <div>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
