import { byCause, firstOf, type Gap } from "../facts/causes";
import { describeAnswer } from "../facts/fact";
import type { LiveUser } from "../facts/account-facts";
import { isEnrolled, smsOnly } from "../facts/usable-devices";
import { consoleUsersUnread, isSingular, liveUsers, mayHavePassword, ofConsoleUsers } from "./console-users";
import { coverageOf } from "./coverage";
import { RolloutStatuses } from "../judgement/rollout-status";
import type { Outcome, Rule } from "./rule";

export const forceMfaCoverage: Rule = {
  name: "force-mfa-coverage",
  level: "advisory",
  severity: "high",
  description:
    "Every console user is under a policy that denies everything without MFA, whether enrolled or not.",
  frameworks: [],
  remediation: [
    "Add the users to a wave of the rollout file, or to the group that the enforcement stack makes.",
    "Without such a policy a user who has a device may remove it, and their access keys work without MFA.",
  ],
  reference:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html",

  check(account, context) {
    const places = new RolloutStatuses(context.settings.rollout, account, context.now);
    const users = liveUsers(account, context).filter(({ live }) => mayHavePassword(live));
    const judged = users.map((one) => ({ ...one, covered: coverageOf(one.user, account, context) }));
    const isOpen = judged.some(({ covered }) => covered.known && covered.value.kind === "open");
    const unread: Gap[] = [];
    const outcomes = judged.flatMap(({ user, live, covered }): Outcome[] => {
      const subject = user.name ?? live.arn;
      if (places.of(user)?.kind === "exempt") return [];
      if (!covered.known) return [{ kind: "unknown", subject, reason: covered.reason }];
      if (covered.value.kind === "covered" || covered.value.kind === "locked out") return [];
      if (!live.loginProfile.known) return [{ kind: "unknown", subject, reason: live.loginProfile.reason }];
      const enrolled = isEnrolled(live);
      if (!enrolled.known) unread.push({ subject, reason: enrolled.reason });
      const devices = describeDevices(live);
      const why = covered.value.kind === "open" ? covered.value.what : "under no policy that forces MFA";
      return [
        { kind: "violation", subject, message: `${subject}: ${isOpen ? `${why} (${devices})` : devices}` },
      ];
    });
    const count = outcomes.filter(({ kind }) => kind === "violation").length;
    const what = isOpen ? "not denied everything without MFA" : "under no force-MFA policy";
    return {
      headline: `${ofConsoleUsers(count, users.length)} of ${account.label} ${isSingular(count, users.length) ? "is" : "are"} ${what}${describeUnread(unread)}`,
      outcomes: [...outcomes, ...consoleUsersUnread(account)],
    };
  },
};

/** A call that is denied is denied for each user, so why is told once, in the headline. */
function describeDevices(live: LiveUser): string {
  const enrolled = isEnrolled(live);
  if (!enrolled.known) return "MFA devices could not be read";
  return enrolled.value ? "has MFA" : `no MFA device found${smsOnly(live)}`;
}

/** Why devices of users could not be read, each cause once: without AWS's own words, which other rules quote. */
function describeUnread(unread: readonly Gap[]): string {
  return byCause(unread)
    .map(
      ({ subjects, reason }) =>
        `; MFA devices of ${firstOf(subjects)} could not be read: ${describeAnswer(reason)}`,
    )
    .join("");
}
