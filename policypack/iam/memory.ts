/**
 * The same function, which works out each answer once, for as long as the function is there. Undefined is no answer.
 * @param taken Called for each answer that it comes to remember.
 */
export function remembered<Answer>(
  ask: (text: string) => Answer & {},
  taken?: () => void,
): (text: string) => Answer {
  const known = new Map<string, Answer & {}>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const answer = ask(text);
    known.set(text, answer);
    taken?.();
    return answer;
  };
}

/**
 * Answers that outlive who asks: once there are more than `most`, all are dropped, and worked out again when needed.
 */
export class Memory<Answer> {
  private readonly known = new Map<string, Answer & {}>();
  private count = 0;

  constructor(private readonly most: number) {}

  of(text: string, work: () => Answer & {}): Answer {
    const found = this.known.get(text);
    if (found !== undefined) return found;
    const answer = work();
    this.taken();
    this.known.set(text, answer);
    return answer;
  }

  /** Counts one more: also what an answer in it has come to remember. Who still uses that answer keeps it. */
  taken(): void {
    if (this.count >= this.most) {
      this.known.clear();
      this.count = 0;
    }
    this.count++;
  }
}
