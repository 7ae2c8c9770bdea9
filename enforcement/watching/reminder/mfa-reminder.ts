import { EventRule, EventTarget, LogGroup } from "@pulumi/aws/cloudwatch";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Function as Lambda, FunctionEventInvokeConfig, Permission } from "@pulumi/aws/lambda";
import {
  all,
  asset,
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  interpolate,
  type Output,
} from "@pulumi/pulumi";
import {
  type AttachmentScope,
  knownReminder,
  type KnownReminder,
  type MfaReminderArgs,
  planOf,
} from "./args";
import { HANDLER, reminderCode } from "./reminder-code";
import { REMINDER_DEFAULTS } from "./reminder-setting";

/** The arguments when they are known, and where they are for. */
interface Known extends AttachmentScope {
  readonly reminder: KnownReminder;
}

/**
 * Mails each day those members of the waves who have a password, no MFA device yet, and time left until their
 * deadline: a schedule of EventBridge, and a function of AWS Lambda that reads IAM and sends through SES.
 *
 * A mail may come twice in rare cases, since EventBridge and Lambda deliver at least once.
 *
 * @throws Error for no waves, and a sender that is no plain address.
 *
 * @example
 * const deadline = new Date("2027-02-01T09:00:00Z");
 * const { groupName } = new ForceMfa("humans", { users: ["ann"], from: deadline });
 * new MfaReminder("reminder", { waves: [{ groupName, deadline }], from: "security@example.com" });
 */
export class MfaReminder extends ComponentResource {
  /** What reads IAM and sends the mails. */
  readonly function: Lambda;
  readonly functionName: Output<string>;
  /** Where it writes to. */
  readonly logGroup: LogGroup;

  readonly #name: string;

  constructor(name: string, args: MfaReminderArgs, options?: ComponentResourceOptions) {
    super("mfa-guard:index:MfaReminder", name, {}, options);
    this.#name = name;
    const known = this.known(args);
    this.logGroup = new LogGroup(
      `${name}-log`,
      { retentionInDays: REMINDER_DEFAULTS.logDays },
      { parent: this },
    );
    this.function = this.makeFunction(known);
    // Lambda runs what failed twice more, and those who had their mail would have it again.
    const once = new FunctionEventInvokeConfig(
      `${name}-once`,
      { functionName: this.function.name, maximumRetryAttempts: 0, maximumEventAgeInSeconds: LATEST },
      { parent: this },
    );
    this.schedule(args.hour ?? REMINDER_DEFAULTS.hour, once);
    this.functionName = this.function.name;
    this.registerOutputs({ functionName: this.functionName });
  }

  private known(args: MfaReminderArgs): Output<Known> {
    const reminder = knownReminder(args);
    const here = { parent: this };
    return all([
      getCallerIdentityOutput({}, here),
      getPartitionOutput({}, here),
      getRegionOutput({}, here),
      reminder,
    ]).apply(([{ accountId }, { partition }, { region }, reminder]) => {
      return { accountId, partition, sesRegion: reminder.sesRegion ?? region, reminder };
    });
  }

  private makeFunction(known: Output<Known>): Lambda {
    const role = new Role(
      `${this.#name}-role`,
      { assumeRolePolicy: JSON.stringify(LAMBDA_TRUST) },
      { parent: this },
    );
    const policy = all([known, this.logGroup.arn]).apply(([{ reminder, ...found }, logGroupArn]) => {
      const groups = reminder.waves.map(({ groupName, path = "/" }) => ({ name: groupName, path }));
      return JSON.stringify(reminderPermissions({ ...found, groups, from: reminder.from, logGroupArn }));
    });
    const allowed = new RolePolicy(`${this.#name}-permissions`, { role: role.id, policy }, { parent: this });
    return new Lambda(
      `${this.#name}-function`,
      {
        description: "Reminds users without MFA of their deadline, by mail. By mfa-guard.",
        runtime: REMINDER_DEFAULTS.runtime,
        handler: HANDLER,
        role: role.arn,
        code: known.apply(async ({ reminder, ...found }) =>
          archive(await reminderCode(planOf(reminder, found))),
        ),
        // Lambda's longest: 5,000 users take minutes, and SES may let an account send no more than one mail a second.
        timeout: 900,
        memorySize: 256,
        loggingConfig: { logFormat: "JSON", logGroup: this.logGroup.name },
      },
      { parent: this, dependsOn: [allowed] },
    );
  }

  private schedule(hour: Input<number>, once: FunctionEventInvokeConfig): void {
    const here = { parent: this };
    const rule = new EventRule(
      `${this.#name}-daily`,
      {
        description: "mfa-guard: reminds users without MFA",
        scheduleExpression: interpolate`cron(0 ${hour} * * ? *)`,
      },
      here,
    );
    const invoke = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };
    const allowed = new Permission(
      `${this.#name}-invoke`,
      { ...invoke, function: this.function.name, sourceArn: rule.arn },
      here,
    );
    new EventTarget(
      `${this.#name}-target`,
      {
        rule: rule.name,
        targetId: "reminder",
        arn: this.function.arn,
        retryPolicy: { maximumEventAgeInSeconds: LATEST, maximumRetryAttempts: 8 },
      },
      { ...here, dependsOn: [allowed, once] },
    );
  }
}

/** Seconds after which a day's run is given up: later, it might meet the next day's. */
const LATEST = 3600;

function archive(files: Readonly<Record<string, string>>): asset.AssetArchive {
  const assets = Object.entries(files).map(([name, text]) => [name, new asset.StringAsset(text)]);
  return new asset.AssetArchive(Object.fromEntries(assets) as asset.AssetMap);
}

/** What the permissions are about. */
export interface PermissionScope {
  readonly partition: string;
  readonly accountId: string;
  /** IAM groups of the waves. */
  readonly groups: readonly { readonly name: string; readonly path: string }[];
  readonly from: string;
  readonly sesRegion: string;
  readonly logGroupArn: string;
}

/**
 * All that the function may do: read the members of the waves, and mail from one address.
 *
 * Members are any users of the account, so reading them is allowed by account. Sending is held by the sender and not
 * by the identity: SES asks for the permission on whichever identity it finds verified (the address or a domain), on
 * the identity's configuration set where it has one, and in its sandbox on the recipient's identity too.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_sesv2.html
 */
export function reminderPermissions(scope: PermissionScope) {
  const { partition, accountId, groups, from, sesRegion, logGroupArn } = scope;
  const iam = `arn:${partition}:iam::${accountId}`;
  const ses = `arn:${partition}:ses:${sesRegion}:${accountId}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadGroups",
        Effect: "Allow",
        Action: "iam:GetGroup",
        Resource: groups.map(({ name, path }) => `${iam}:group${path}${name}`),
      },
      {
        Sid: "ReadMembers",
        Effect: "Allow",
        Action: ["iam:ListMFADevices", "iam:GetLoginProfile", "iam:ListUserTags"],
        Resource: `${iam}:user/*`,
      },
      {
        Sid: "Mail",
        Effect: "Allow",
        Action: "ses:SendEmail",
        Resource: [`${ses}:identity/*`, `${ses}:configuration-set/*`],
        Condition: { StringEquals: { "ses:FromAddress": from } },
      },
      {
        Sid: "Log",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      },
    ],
  };
}

/** Who may take the role: Lambda, which gives a function no role of another account. */
const LAMBDA_TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
