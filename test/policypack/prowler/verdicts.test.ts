import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readAccount, DEFAULT_READ_OPTIONS } from "../../../policypack/facts/live/read-account";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { type Answer, answer, CONTROLS } from "../../../policypack/rules/controls";
import { NOW } from "../../support/accounts";
import { connectionTo } from "../facts/seed";
import { ACCOUNTS, WITHOUT_ROOT_CREDENTIALS } from "./accounts";
import { type Difference, DIFFERENCES, OF_ROOT } from "./differences";
import { type Recorded, RECORDED_FILE, type Row } from "./recorded";

const { accounts, version } = JSON.parse(readFileSync(RECORDED_FILE, "utf8")) as Recorded;

/** A control, with what it is to Prowler and to us for one user or for root. */
interface Compared extends Omit<Difference, "because"> {
  readonly control: string;
}

/** Every subject of every control that Prowler has too. */
function compare(rows: readonly Row[], answers: readonly Answer[]): Compared[] {
  return CONTROLS.flatMap(({ standard, reference, question }) => {
    const theirs = rows.filter((row) => row.standard === standard && row.reference === reference);
    if (!rows.some((row) => row.standard === standard)) return [];
    const ours = answers.filter((one) => one.question === question);
    const subjects = new Set([...theirs.map(subjectOf), ...ours.map(({ subject }) => subject)]);
    return [...subjects].map((subject) => ({
      ...{ control: `${standard} ${reference}`, question, subject },
      prowler: theirs.find((row) => subjectOf(row) === subject)?.status ?? "none",
      ours: ours.find((one) => one.subject === subject)?.verdict ?? "none",
    }));
  });
}

function subjectOf({ subject }: Row): string {
  return /root/.test(subject) ? "root" : subject;
}

function isSame({ prowler, ours }: Compared): boolean {
  return prowler.toLowerCase() === ours;
}

/** A line each, so that a difference that is missing or too many is seen by its words. */
function lines(found: readonly Compared[]): string[] {
  const told = found.map(
    ({ question, subject, prowler, ours }) => `${question} ${subject}: ${prowler}, ${ours}`,
  );
  return [...new Set(told)].sort();
}

describe(`our answers beside those that Prowler ${version} gave, user by user`, () => {
  for (const [name, rows] of Object.entries(accounts))
    describe(name, () => {
      let compared: Compared[];
      before(async () => {
        const account = await ACCOUNTS[name]?.();
        assert.ok(account, "accounts.ts has no such account: record it again");
        let facts: AccountFacts;
        try {
          facts = await readAccount(connectionTo(account.endpoint), {
            ...DEFAULT_READ_OPTIONS,
            now: () => NOW,
            allDevices: true,
          });
        } finally {
          await account.stop();
        }
        compared = compare(rows, answer(facts));
      });

      it("are the same, but for what is named with its reason", () => {
        const root = name === WITHOUT_ROOT_CREDENTIALS ? OF_ROOT : [];
        const named = [...DIFFERENCES, ...root].map((one) => ({ ...one, control: "" }));
        assert.deepEqual(lines(compared.filter((one) => !isSame(one))), lines(named));
      });

      it("are of CIS's benchmarks and of Security Hub's controls, and the same for some of each", () => {
        const standards = new Set(rows.map(({ standard }) => standard));
        for (const id of ["cis-1.4", "cis-3.0", "cis-5.0", "security-hub"]) assert.ok(standards.has(id), id);
        const same = compared.filter(isSame);
        for (const verdict of ["pass", "fail"])
          for (const control of ["cis-3.0 1.10", "security-hub IAM.5"])
            assert.ok(
              same.some((one) => one.control === control && one.ours === verdict),
              `${control} ${verdict}`,
            );
      });
    });
});
