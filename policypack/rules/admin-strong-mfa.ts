import type { Fact } from "../facts/fact";
import type { DeviceKind, LiveUser } from "../facts/model";
import { consoleUsersUnread, liveUsers, mayHavePassword } from "./console-users";
import type { Outcome, Rule, RuleContext } from "./rule";
import { isAdministratorUser } from "../judgement/user-policies";

export const adminStrongMfa: Rule = {
  name: "admin-strong-mfa",
  level: "advisory",
  severity: "high",
  description:
    "Every administrator with a console password has a security key, a passkey or a hardware token.",
  frameworks: [],
  remediation: [
    "The administrator registers a passkey or security key: console, own name, Security credentials, Assign MFA device.",
    "They keep it beside the virtual device for the AWS CLI: a security key alone can't call sts:GetSessionToken.",
    "Or take what makes them an administrator away, and give it to a role that asks for MFA.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html",
  options: {
    phishingResistant: {
      type: "boolean",
      default: false,
      description:
        "Whether only what can't be phished counts: a hardware token's code can be, a security key can't.",
    },
  },

  check(account, context) {
    const administrators = liveUsers(account, context)
      .filter(({ live }) => mayHavePassword(live))
      .map(({ user, live }) => ({
        name: user.name ?? live.arn,
        live,
        admin: isAdministratorUser(user, account),
      }));
    const outcomes = administrators.flatMap(({ name, live, admin }) => judge(name, live, admin, context));
    const count = outcomes.filter(({ kind }) => kind === "violation").length;
    const who = count === 1 ? "1 administrator" : `${count} administrators`;
    return {
      headline: `${who} of ${account.label} ${count === 1 ? "has" : "have"} no strong MFA`,
      outcomes: [...outcomes, ...consoleUsersUnread(account)],
    };
  },
};

function judge(
  name: string,
  { devices, loginProfile }: LiveUser,
  admin: Fact<boolean>,
  context: RuleContext,
): Outcome[] {
  if (!admin.known) return [{ kind: "unknown", subject: name, reason: admin.reason }];
  if (!admin.value || devices.found.some(({ kind }) => isStrong(kind, context))) return [];
  const unread = [loginProfile, devices.complete].find((fact) => !fact.known);
  if (unread) return [{ kind: "unknown", subject: name, reason: unread.reason }];
  const has = devices.found.map(({ kind }) => kind).join(", ") || "no MFA device";
  return [{ kind: "violation", subject: name, message: `${name}: ${has}` }];
}

function isStrong(kind: DeviceKind, { options }: RuleContext): boolean {
  return kind === "fido" || (kind === "hardware-totp" && options["phishingResistant"] !== true);
}
