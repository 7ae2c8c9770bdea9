import { cp, symlink } from "node:fs/promises";
import * as path from "node:path";
import Table from "cli-table3";
import { readAccount } from "../../policypack/facts/live/read-account";
import type { Connection } from "../../policypack/facts/connection";
import { judgeConsoleUsers } from "../../policypack/rules/console-users";
import { DEFAULT_SETTINGS } from "../../policypack/rules/rule";
import { CHECKOUT } from "../checkout";
import { copyProject } from "../project-copy";
import type { Sandbox } from "../sandbox";
import { heading, say } from "../terminal";
import { fillDemoAccount, sandboxIam, sandboxPlace } from "./account";
import { Folder } from "./folder";
import { Worker } from "./worker";

/** Who enrols in the story. */
const ENROLS = "bob";

/** The main job from end to end, on the demo account. Every line of Pulumi's is Pulumi's own. */
export async function tellStory(sandbox: Sandbox): Promise<void> {
  const iam = sandboxIam(sandbox.env);
  await fillDemoAccount(iam);
  const enrols = await Worker.withKey(iam, sandboxPlace(sandbox.env), ENROLS);
  const app = new Folder(sandbox, await copyApp(sandbox));
  const guard = new Folder(sandbox, await copyProject(sandbox));
  const before = await consoleUsers(sandbox);

  heading("1. Somebody's own stack adds a console user. The pack stops it.");
  await app.pulumi("stack init dev");
  await app.pulumi("preview --policy-pack ../mfa-guard/policypack", "fails");

  heading("2. Before anything is enforced: whom would it hurt?");
  await enrols.worksWithKey("allowed");
  await guard.mfaGuard("plan", "found");

  heading("3. The enforcement stack: enrol an MFA device, or be denied everything.");
  await guard.show("Pulumi.demo.yaml", path.join(CHECKOUT, "sandbox/demo/Pulumi.demo.yaml"));
  await guard.pulumi("stack init demo");
  say(WITH_PREVIEW);
  await guard.pulumi("up --yes --policy-pack policypack");

  heading(`4. ${ENROLS} is denied, enrols a virtual MFA device, and proves it.`);
  await enrols.worksWithKey("AccessDenied");
  await enrols.worksWithoutMfa();
  const device = await enrols.enrols();
  await enrols.worksWithKey("AccessDenied");
  await enrols.provesMfa(device);
  enrols.destroy();

  heading("5. The first stack again, its user now in the group force-mfa: it passes.");
  await app.pulumi("config set group force-mfa");
  await app.pulumi("preview --policy-pack ../mfa-guard/policypack");

  heading("6. What is left to do, and the proof that the denial is real");
  showTable(before, await consoleUsers(sandbox));
  await guard.mfaGuard("audit --rule console-user-mfa console-user-mfa-pending force-mfa-coverage", "found");
  await guard.mfaGuard("verify", "nothingFound");
  say(REAL_ACCOUNT);
}

const WITH_PREVIEW = `
A plain \`pulumi up\` begins with a preview, so the pack checks the stack before
anything is deployed. With --skip-preview it would check only afterwards.
`;

const REAL_ACCOUNT = `
On a real account, signed in as usual (AWS_PROFILE, aws sso login, ...):
  npx mfa-guard audit                                     here: only looks
  pulumi preview --policy-pack <this folder>/policypack   in any Pulumi project
  pulumi stack init prod                                  here, once
  pulumi config set --path 'mfa-guard:users[0]' <name>    for each console user
  pulumi up                                               to put them behind MFA
`;

async function copyApp(sandbox: Sandbox): Promise<string> {
  const app = path.join(sandbox.dir, "app");
  await cp(path.join(CHECKOUT, "sandbox/demo/app"), app, { recursive: true });
  await symlink(path.join(CHECKOUT, "node_modules"), path.join(app, "node_modules"));
  return app;
}

/** What each console user is said to be, by the pack's own facts and rules. */
async function consoleUsers(sandbox: Sandbox): Promise<Map<string, string>> {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = sandbox.env;
  const connection: Connection = {
    region: AWS_REGION,
    accessKey: AWS_ACCESS_KEY_ID,
    secretKey: AWS_SECRET_ACCESS_KEY,
    assumeRoles: [],
    endpoints: { iam: sandbox.endpoint, sts: sandbox.endpoint },
  };
  const account = await readAccount(connection);
  const context = { now: new Date(), settings: DEFAULT_SETTINGS, options: {} };
  const { withoutMfa } = judgeConsoleUsers(account, context);
  const states = new Map(withoutMfa.map(({ name, state }) => [name, STATES[state.kind]]));
  return new Map(
    account.users.found
      .filter(({ live }) => live.known && live.value?.loginProfile.known && live.value.loginProfile.value)
      .map(({ name = "" }) => [name, states.get(name) ?? "has MFA"]),
  );
}

const STATES = {
  uncovered: "NO MFA, not covered",
  covered: "denied until enrolled",
  grace: "in grace",
  open: "NO MFA, covered in part",
  "locked out": "LOCKED OUT",
  exempt: "exempt",
};

function showTable(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  const table = new Table({ head: ["console user", "before", "after"], style: { head: [], border: [] } });
  table.push(...[...after].map(([name, state]) => [name, before.get(name) ?? "", state]));
  process.stdout.write(`${table.toString()}\n`);
}
