import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServiceOptions,
} from "../../policypack/policy/self-service-policy";
import { checkLength, MOST_CHARACTERS, policyLength } from "../../policypack/policy/length";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import type { Accepted } from "../../policypack/iam/accepted";
import { judgeForceMfa } from "../../policypack/iam/force-mfa-judgement";
import { SIGN_IN_ACTIONS } from "../../policypack/iam/self-service-actions";
import { acceptedAt } from "../../policypack/rollout/exceptions";
import { DEADLINE, VARIANTS } from "./variants";

const GOLDEN = path.join(__dirname, "golden");

/** UPDATE_GOLDEN=1 writes the files anew, and `npm run format` lays them out; what changed is then for review. */
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

/** Deliberately weaker: what a service does for a user is not denied. */
const OPEN_ON_PURPOSE: Record<string, string[]> = {
  "via-aws-services": ["aws-services"],
  everything: ["aws-services"],
};

/** As the rollout file has them. */
const exceptionsOf = ({ exceptions = [] }: SelfServiceOptions) =>
  exceptions.map((exception) => ({ ...exception, owner: "dev@example.com", reason: "no MFA there" }));

function acceptedOf(options: SelfServiceOptions, at: Date): Accepted {
  const accepted = acceptedAt(exceptionsOf(options), at);
  return options.signInBeforeMfa
    ? { ...accepted, actions: [...accepted.actions, ...SIGN_IN_ACTIONS] }
    : accepted;
}

describe("self-service policy", () => {
  for (const [name, options] of Object.entries(VARIANTS)) {
    describe(name, () => {
      const policy = selfServicePolicy(options);
      const document = () => parsePolicyDocument(JSON.stringify(policy));

      it("is as its golden file has it", async () => {
        const file = path.join(GOLDEN, `${name}.json`);
        if (UPDATE) await writeFile(file, `${JSON.stringify(policy, null, 2)}\n`);
        assert.deepEqual(policy, JSON.parse(await readFile(file, "utf8")));
      });

      it("forces MFA, and lets enrol", () => {
        const weaknesses = judgeForceMfa(document(), {
          partition: options.partition,
          paths: ["/", "/team/"],
          accepted: (at) => acceptedOf(options, at),
        })?.weaknesses;
        assert.deepEqual(
          weaknesses?.map(({ code }) => code),
          OPEN_ON_PURPOSE[name] ?? [],
        );
      });

      if (options.signInBeforeMfa) {
        it("opens signing in only, to whoever does not know of the option", () => {
          const weaknesses = judgeForceMfa(document(), {
            partition: options.partition,
            viaAwsServices: true,
          })?.weaknesses;
          assert.deepEqual(
            weaknesses?.map(({ sentence }) => sentence.match(/signin:\w+/g)),
            [[...SIGN_IN_ACTIONS]],
          );
        });
      } else if (!OPEN_ON_PURPOSE[name]) {
        it("is recognised by the rules, with the time from which it holds", () => {
          const judgement = judgeForceMfa(document());
          assert.deepEqual(judgement?.weaknesses, []);
          // By itself, and with no rollout file beside it, what an exception leaves open is a weakness until its end.
          const ends = exceptionsOf(options).map(({ expires }) => expires.getTime());
          const last = ends.length > 0 ? new Date(Math.floor(Math.max(...ends) / 1000) * 1000) : null;
          assert.deepEqual(judgement?.from, last ?? options.from ?? null);
        });
      }

      it("has all its denials begin at one time, or where an exception ends", () => {
        const starts = policy.Statement.filter(({ Effect }) => Effect === "Deny").map(
          ({ Condition }) => Condition?.["DateGreaterThan"]?.["aws:CurrentTime"],
        );
        const at = options.from ? "2027-02-01T09:00:00Z" : undefined;
        const ends = exceptionsOf(options).map(({ expires }) => expires.toISOString().replace(".999", ""));
        assert.deepEqual(new Set(starts), new Set([at, ...ends]));
      });

      it("is as IAM takes it", () => {
        const sids = policy.Statement.map(({ Sid }) => Sid);
        assert.deepEqual([...new Set(sids)], sids);
        assert.ok(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid)));
        assert.ok(policyLength(policy) <= MOST_CHARACTERS);
      });
    });
  }

  it("has a golden file for each variant and no other", async () => {
    const files = (await readdir(GOLDEN)).map((file) => path.basename(file, ".json"));
    assert.deepEqual(files.sort(), Object.keys(VARIANTS).sort());
  });

  it("may be just as long as IAM takes, and not one character longer", () => {
    const policy = selfServicePolicy({ partition: "aws" });
    const [first, ...others] = policy.Statement;
    const ofLength = (length: number) => ({
      ...policy,
      Statement: [{ ...first, Sid: `${first?.Sid}${"x".repeat(length - policyLength(policy))}` }, ...others],
    });
    const check = (length: number) =>
      checkLength(ofLength(length) as typeof policy, { partition: "aws" }, () => policy);
    assert.doesNotThrow(() => check(6144));
    assert.throws(() => check(6145), PolicyTooLongError);
  });

  it("is at most as long as IAM takes, and says what to leave out", () => {
    const sourceIps = Array.from({ length: 400 }, (_, i) => `203.0.${i >> 4}.${(i & 15) * 16}/28`);
    assert.throws(
      () => selfServicePolicy({ partition: "aws", sourceIps, accessKeys: true, from: DEADLINE }),
      (error: Error) => {
        assert.ok(error instanceof PolicyTooLongError);
        assert.match(error.message, /has \d,\d{3} characters, and IAM takes 6,144/);
        assert.match(
          error.message,
          /sourceIps \(400 entries, \d,\d{3} characters\), accessKeys \(\d+ characters\)/,
        );
        return true;
      },
    );
  });

  it("tells what exceptions cost where it is too long", () => {
    const actions = Array.from({ length: 300 }, (_, i) => `codecommit:GitPullOfSomeLongName${i}`);
    assert.throws(
      () => selfServicePolicy({ partition: "aws", exceptions: [{ actions, expires: DEADLINE }] }),
      /^PolicyTooLongError: The self-service policy has [\d,]+ characters, .*exceptions \(1 entries, [\d,]+ characters\)/,
    );
  });

  it("refuses what no rollout file may say", () => {
    assert.throws(() => selfServicePolicy({ partition: "aws", maxSessionAge: 60 }), /900/);
  });
});
