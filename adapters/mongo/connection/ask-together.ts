/**
 * Makes a question to the database of many that are asked in the same moment: `answer` is given each of them once, and
 * answers in their order. It begins when all who run now have asked, so nobody is told what was so before they asked.
 * `keyOf` tells which questions are the same one. Returns what asks one; it throws what `answer` throws.
 */
export function askTogether<Question, Answer>(
  keyOf: (question: Question) => string,
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  type Round = { places: Map<string, number>; questions: Question[]; answers: Promise<readonly Answer[]> };
  let round: Round | undefined;
  const begin = (): Round => {
    const questions: Question[] = [];
    const answers = allHaveAsked().then(() => {
      round = undefined;
      return answer(questions);
    });
    return { places: new Map(), questions, answers };
  };
  return async (question) => {
    round ??= begin();
    const { places, questions, answers } = round;
    const key = keyOf(question);
    const place = places.get(key) ?? questions.push(question) - 1;
    places.set(key, place);
    return (await answers)[place] as Answer;
  };
}

/** Once every promise that is kept already has been gone on from. */
const allHaveAsked = () => Promise.resolve().then(() => new Promise<void>((resume) => process.nextTick(resume)));
