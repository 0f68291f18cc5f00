import { type Form, type Input, tickedIn } from '../../../cards/card.js';
import { Carried } from './press.js';
import type { Visit } from './visit.js';

type FormViewProps = { visit: Visit; form: Form; back: string };

/** What chat asks in a form, as a part of a page; its title is left to the page. Settings are looked at once more. */
export function FormView({ visit, form, back }: FormViewProps) {
  const { body, inputs, submit } = form;
  const isLookedAt = submit.action.do === 'change-settings';
  return (
    <form method="post" action={isLookedAt ? '/settings/look' : '/do'} class="asked">
      <Carried visit={visit} action={submit.action} back={back} />
      {body.map((text) => (
        <p>{text}</p>
      ))}
      {inputs.map((input) => (
        <Field input={input} />
      ))}
      <div class="buttons">
        <button type="submit" data-style={submit.style}>
          {isLookedAt ? 'See what it means' : submit.title}
        </button>
        <a class="button" data-style="default" href={back}>
          Cancel
        </a>
      </div>
    </form>
  );
}

function Field({ input }: { input: Input }) {
  const { label, problem, isRequired } = input;
  const problemId = problem === undefined ? undefined : `problem-${input.id}`;
  const note = problem !== undefined && (
    <small id={problemId} class="problem">
      {problem}
    </small>
  );
  if (input.kind === 'ticks') {
    return (
      <fieldset aria-describedby={problemId}>
        <legend>{label}</legend>
        <Ticks input={input} />
        {note}
      </fieldset>
    );
  }
  const id = `f-${input.id}`;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!isRequired && input.kind !== 'choice' && <span class="optional"> (optional)</span>}
      </label>
      <Control input={input} id={id} problemId={problemId} />
      {note}
    </div>
  );
}

function Ticks({ input: { id, choices = [], value } }: { input: Input }) {
  const ticked = tickedIn(value);
  return (
    <>
      {choices.map((choice) => (
        <label>
          <input type="checkbox" name={`f.${id}`} value={choice.value} checked={ticked.includes(choice.value)} />
          {choice.title}
        </label>
      ))}
    </>
  );
}

function Control({ input, id, problemId }: { input: Input; id: string; problemId: string | undefined }) {
  const { kind, value, placeholder, choices = [], isRequired } = input;
  const shared = {
    id,
    name: `f.${input.id}`,
    required: isRequired,
    'aria-invalid': problemId === undefined ? undefined : ('true' as const),
    'aria-describedby': problemId,
  };
  if (kind === 'multiline') {
    return (
      <textarea {...shared} rows={3} maxlength={4000} placeholder={placeholder}>
        {value ?? ''}
      </textarea>
    );
  }
  if (kind === 'text')
    return <input {...shared} type="text" maxlength={1000} value={value} placeholder={placeholder} />;
  return (
    <select {...shared}>
      {value === undefined && <option value="">{placeholder ?? 'Choose'}</option>}
      {choices.map((choice) => (
        <option value={choice.value} selected={choice.value === value}>
          {choice.title}
        </option>
      ))}
    </select>
  );
}
