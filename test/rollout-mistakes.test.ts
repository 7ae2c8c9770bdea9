import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { judgeRollout } from "../enforcement/prepare";
import type { AccountFacts } from "../policypack/facts/account-facts";
import { parseRollout } from "../policypack/rollout/parse";
import { exemptionValid } from "../policypack/rules/exemption-valid";
import { rolloutValid } from "../policypack/rules/rollout-valid";
import { DEFAULT_SETTINGS } from "../policypack/rules/rule";
import { environmentOf, runCli } from "./cli/run-cli";
import { modelAccount, NOW, userWithoutMfa } from "./support/accounts";
import { accountAnswers } from "./support/fake-account";
import { FakeAws } from "./support/fake-aws";

const LATER = "2027-01-15T00:00:00Z";
const exemption = (user: string, expires: string) =>
  `exemptions:\n  - {user: ${user}, owner: o, reason: r, expires: ${expires}}\n`;

/** What each makes of a file, by the name of the mistake: the waves, what follows them, and the words that all use. */
const MISTAKES: readonly (readonly [string, readonly string[], string, string])[] = [
  [
    "a user in two waves",
    [`{name: a, users: [ann], deadline: ${LATER}}`, `{name: b, users: [ann], deadline: ${LATER}}`],
    "",
    "ann is in wave b (by name) and in wave a (by name), which counts. Name them in one only.",
  ],
  [
    "a glob that matches nobody",
    [`{name: a, users: [ann, "x*"], deadline: ${LATER}}`],
    "",
    "Wave a names x*: no user of the account matches it. Correct or remove it.",
  ],
  [
    "the rest twice",
    [`{name: a, rest: true, deadline: ${LATER}}`, `{name: b, rest: true, deadline: ${LATER}}`],
    "",
    "Wave b takes the rest, which wave a takes already, so it stays empty. Remove one of them.",
  ],
  [
    "a deadline long past",
    ["{name: a, users: [ann], deadline: 2026-01-15T00:00:00Z}"],
    "",
    "Wave a is new, and its deadline 2026-01-15 00:00 UTC is past",
  ],
  [
    "an exemption that has expired",
    [`{name: a, users: [ann], deadline: ${LATER}}`],
    exemption("ann", "2026-06-30"),
    "The exemption of ann expired at 2026-06-30 23:59 UTC, and no longer holds. Remove it, or have o decide on another.",
  ],
  [
    "an exemption for nobody",
    [`{name: a, users: [ann], deadline: ${LATER}}`],
    exemption("eve", "2026-12-30"),
    "The exemption is for eve, who is not a user of the account",
  ],
];

describe("a mistake in the rollout file is told in the same words", () => {
  let fake: FakeAws;
  let folder: string;

  before(async () => {
    fake = await FakeAws.start(accountAnswers([{ name: "ann", password: true }]));
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-mistakes-"));
  });

  after(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  const command = async (...args: string[]) => {
    const { stdout } = await runCli(args, { env: environmentOf(fake), cwd: folder });
    return stdout;
  };

  /** The six that read a rollout file. */
  const ASKED: Readonly<Record<string, (text: string, account: AccountFacts) => string | Promise<string>>> = {
    "mfa-guard plan": () => command("plan"),
    "mfa-guard status": () => command("status"),
    "mfa-guard audit": () => command("audit"),
    "mfa-guard validate": () => command("validate", "--check-names"),
    "the stack": (text, account) => {
      const { notes, refusals } = judgeRollout(parseRollout(text, "rollout.yaml"), account, NOW);
      return [...notes.map(({ message }) => message), ...refusals].join("\n");
    },
    "the pack": (text, account) => {
      const settings = { ...DEFAULT_SETTINGS, rollout: parseRollout(text, "rollout.yaml") };
      const outcomes = [rolloutValid, exemptionValid].flatMap(
        (rule) => rule.check(account, { now: NOW, settings, options: {} }).outcomes,
      );
      return outcomes.map((outcome) => ("message" in outcome ? outcome.message : "")).join("\n");
    },
  };

  for (const [mistake, waves, more, said] of MISTAKES)
    for (const [who, ask] of Object.entries(ASKED))
      it(`${mistake}, by ${who}, and nothing of it where there is none`, async () => {
        const account = modelAccount([userWithoutMfa("ann")]);
        const file = (lines: readonly string[], end: string) =>
          `account: existing\nwaves:\n${lines.map((line) => `  - ${line}\n`).join("")}${end}`;
        const told = async (text: string) => {
          await writeFile(path.join(folder, "rollout.yaml"), text);
          return await ask(text, account);
        };
        assert.ok((await told(file(waves, more))).includes(said), await told(file(waves, more)));
        const right = await told(file([`{name: a, rest: true, deadline: ${LATER}}`], ""));
        assert.ok(!right.includes(said), right);
      });
});
