import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { Rollout } from "../../policypack/rollout/model";
import { rolloutSchema } from "../../policypack/rollout/schema";
import { stringifyRollout } from "../../policypack/rollout/stringify";
import type { NamedFile } from "../instructions/eml-folder";
import type { Rollouts } from "../organization/rollout-folder";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import type { AccountPlan, OrganizationPlan } from "./organization-plan";
import { proposeRollout, type Schedule } from "./propose";
import { rolloutText } from "./rollout-text";

interface Given {
  readonly rollouts: Rollouts;
  readonly schedule: Schedule;
  /** Where the JSON Schema is, as seen from the files. */
  readonly schema: string;
}

/**
 * One rollout for an organization: `defaults.yaml` with one wave of everybody, and a file for each account in which
 * somebody has to change something first, or which has a file already. So a person reviews as many files as there are
 * decisions.
 */
export function proposedFiles(plan: OrganizationPlan, { rollouts, schedule, schema }: Given): NamedFile[] {
  const { accounts, at } = plan;
  const own = accounts.filter((account) => needsFile(account, rollouts));
  const files = own.map(({ id, impact }) => {
    const proposed = proposeRollout(impact, rollouts.of(id), schedule);
    return { name: `${id}.yaml`, content: rolloutText(proposed, impact, { schema, now: at }) };
  });
  const others = accounts.filter((account) => !own.includes(account));
  const comments = [
    `yaml-language-server: $schema=${schema}`,
    "",
    `Proposed by \`mfa-guard plan --org\`, as the organization was on ${isoMinute(at)}: one wave for everybody.`,
    "An account with a file of its own goes by that alone. These have none, since nobody has to change anything first:",
    ...others.map(({ impact }) => `  ${impact.account}`),
    ...notRead(plan),
  ];
  const header = comments.map((line) => `# ${oneLine(line)}`.trimEnd()).join("\n");
  return [
    { name: "defaults.yaml", content: `${header}\n\n${stringifyRollout(defaultsOf(rollouts, schedule))}` },
    ...files,
  ];
}

/** Exceptions, exemptions and the like of a file that is there would be lost with it. */
function needsFile({ id, group }: AccountPlan, { named }: Rollouts): boolean {
  return group === "decide" || named.includes(id);
}

/** They would go by the defaults, although nobody knows whom that hurts. */
function notRead({ failures }: OrganizationPlan): string[] {
  if (failures.length === 0) return [];
  return [
    "",
    "These could not be read. Don't deploy it there before a plan of them says whom it hurts:",
    ...failures.map(({ account }) => `  ${account}`),
  ];
}

function defaultsOf({ defaults }: Rollouts, { start }: Schedule): Rollout {
  const kept = defaults ?? parseRolloutObject({ account: "existing" }, "the proposal");
  // A rollout file has seconds.
  const deadline = new Date(Math.floor(start.getTime() / 1000) * 1000);
  const waves = [{ name: "everyone", rest: true as const, deadline }];
  return rolloutSchema.decode(rolloutSchema.encode({ ...kept, account: "existing", waves }));
}
