/**
 * How many accounts are read at once: half as many where AWS throttles, then one more for each time that as many were
 * read undisturbed. AWS STS throttles by account and Region, and the roles of all accounts are assumed from one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export class Pace {
  /** How many may be read at once now. */
  atOnce: number;
  private running = 0;
  /** Readings since the last change that met no throttling. */
  private undisturbed = 0;
  private slowed = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {
    this.atOnce = most;
  }

  get isSlowed(): boolean {
    return this.atOnce < this.most;
  }

  /** Does something when its turn comes. @param work Gets what to call for each answer by which AWS throttles. */
  async run<T>(work: (throttled: () => void) => Promise<T>): Promise<T> {
    await this.turn();
    // What began at an old pace says nothing of the new one.
    const before = this.slowed;
    let disturbed = false;
    try {
      return await work(() => {
        disturbed = true;
        this.slower(before);
      });
    } finally {
      this.running -= 1;
      if (!disturbed && before === this.slowed) this.faster();
      this.next();
    }
  }

  private turn(): Promise<void> {
    return new Promise((begin) => {
      this.waiting.push(begin);
      this.next();
    });
  }

  private next(): void {
    while (this.running < this.atOnce) {
      const begin = this.waiting.shift();
      if (begin === undefined) return;
      this.running += 1;
      begin();
    }
  }

  private slower(before: number): void {
    if (before !== this.slowed) return;
    this.slowed += 1;
    this.undisturbed = 0;
    this.atOnce = Math.max(1, Math.floor(this.atOnce / 2));
  }

  private faster(): void {
    this.undisturbed += 1;
    if (!this.isSlowed || this.undisturbed < this.atOnce) return;
    this.undisturbed = 0;
    this.atOnce += 1;
  }
}
