import { z } from "zod";
import type {
  AccessKey,
  AccountFacts,
  CallerIdentity,
  Group,
  InlinePolicy,
  LiveUser,
  LoginProfile,
  ManagedPolicy,
  MfaDevice,
  OtherCredentials,
  PasswordPolicy,
  Role,
  RootUser,
  UnassignedDevice,
  User,
} from "../account-facts";
import type { NamedPolicy } from "../../iam/evaluate";
import { known } from "../fact";
import {
  CERTIFICATES_NOT_IN_SNAPSHOT,
  CERTIFICATIONS_NOT_ASKED,
  OTHER_CREDENTIALS_NOT_ASKED,
} from "../not-asked";
import { settingsOf } from "../unplanned";
import { type Codec, complete, fact, found, instant, live, mapOf, tags } from "./codecs";
import { Documents } from "./documents";

/** Raise it when what a snapshot says changes; a reader of another version does not guess. */
export const SNAPSHOT_VERSION = 3;

const FORMAT = "mfa-guard-facts";

/** Only what is there can be in a snapshot: of a plan, the stack that makes it knows. */
const origin = z.literal("live");

const device = {
  kind: z.enum(["virtual", "fido", "hardware-totp", "sms", "unspecified"]),
  serial: z.string().nullable(),
  enabled: instant.nullable(),
};
const mfaDevice = z.strictObject(device) satisfies Codec<MfaDevice>;
const unassignedDevice = live(device, { urn: undefined }) satisfies Codec<UnassignedDevice>;

const identity = z.strictObject({
  accountId: z.string(),
  partition: z.string(),
  arn: z.string(),
  longTermKey: z.boolean(),
}) satisfies Codec<CallerIdentity>;

const root = z.strictObject({
  hasPassword: fact(z.boolean()),
  hasAccessKeys: fact(z.boolean()),
  hasMfa: fact(z.boolean()),
  virtualDevices: fact(z.array(mfaDevice)),
}) satisfies Codec<RootUser>;

const passwordPolicy = z.strictObject({
  minimumLength: z.number(),
  maximumAge: z.number().nullable(),
  hardExpiry: z.boolean(),
  usersMayChange: z.boolean(),
}) satisfies Codec<PasswordPolicy>;

const loginProfile = z.strictObject({
  changed: instant.nullable(),
  lastUsed: instant.nullable(),
  nextRotation: instant.nullable(),
  resetRequired: fact(z.boolean()),
}) satisfies Codec<LoginProfile>;

const accessKey = z.strictObject({
  active: z.boolean(),
  rotated: instant.nullable(),
  lastUsed: z.strictObject({ at: instant, region: z.string(), service: z.string() }).nullable(),
}) satisfies Codec<AccessKey>;

const otherCredentials = z.strictObject({
  services: fact(z.array(z.strictObject({ service: z.string(), expires: instant.nullable() }))),
  sshKeys: fact(z.number()),
}) satisfies Codec<OtherCredentials>;

const liveUser = z.strictObject({
  arn: z.string(),
  id: fact(z.string().nullable()).default(known(null)),
  path: z.string(),
  created: instant,
  loginProfile: fact(loginProfile.nullable()),
  devices: found(z.array(mfaDevice)),
  accessKeys: fact(z.array(accessKey)),
  signingCertificates: fact(z.number()).default(CERTIFICATES_NOT_IN_SNAPSHOT),
  permissionsBoundary: fact(z.string().nullable()),
  tags: fact(tags),
}) satisfies Codec<LiveUser>;

const attachments = z.array(z.strictObject({ policy: z.string(), origin }));

/** What has policies in it, and so needs the documents of the one file that it is in. */
function account(documents: Documents) {
  const policy = { name: z.string(), document: fact(documents.codec), origin };
  const inlinePolicies = z.array(live(policy, { urn: undefined }) satisfies Codec<InlinePolicy>);
  const user = live(
    {
      name: z.string(),
      live: fact(liveUser),
      groups: z.array(z.strictObject({ group: z.string(), origin })),
      attachedPolicies: attachments,
      inlinePolicies,
      policiesComplete: fact(z.literal(true)),
    },
    { urn: undefined, plannedLoginProfile: undefined },
    ({ live }) => settingsOf(live),
  ) satisfies Codec<User>;
  const group = live(
    { name: z.string(), origin, attachedPolicies: attachments, inlinePolicies },
    { urn: undefined },
  );
  const role = live(
    {
      name: z.string(),
      path: fact(z.string()),
      trust: fact(documents.codec),
      tags: fact(tags),
      attachedPolicies: attachments,
      inlinePolicies,
      origin,
    },
    { urn: undefined },
  ) satisfies Codec<Role>;
  const scp = z.strictObject({ name: z.string(), document: documents.codec }) satisfies Codec<NamedPolicy>;
  return live(
    {
      label: z.string(),
      identity: fact(identity),
      alias: fact(z.string().nullable()),
      readAt: instant,
      root,
      users: found(z.array(user)),
      groups: found(mapOf(group satisfies Codec<Group>)),
      policies: found(mapOf(live(policy, { urn: undefined }) satisfies Codec<ManagedPolicy>)),
      roles: found(z.array(role)),
      unassignedDevices: fact(z.array(unassignedDevice)),
      passwordPolicy: fact(passwordPolicy.nullable()),
      scps: fact(z.array(z.array(scp))),
      rootAccess: fact(z.array(z.string())),
      otherCredentials: fact(mapOf(otherCredentials)).default(OTHER_CREDENTIALS_NOT_ASKED),
      certifications: fact(mapOf(fact(tags))).default(CERTIFICATIONS_NOT_ASKED),
      consoleAuthorization: fact(z.enum(["on", "off", "not configured"])),
      passwordsComplete: complete,
      credentialReportAt: fact(instant),
      credentialReportComplete: complete,
    },
    { otherIdentities: [], plannedScps: [], unresolved: [] },
  ) satisfies Codec<AccountFacts>;
}

/** A whole snapshot. Its accounts are of the model's own type, which the compiler checks. */
function snapshotSchema(documents: Documents) {
  return z
    .strictObject({
      format: z.literal(FORMAT),
      version: z.literal(SNAPSHOT_VERSION),
      documents: z
        .array(z.string().meta({ contentMediaType: "application/json" }))
        .describe("IAM policy documents, each once, as JSON text."),
      accounts: z.array(account(documents)),
    })
    .meta({
      title: "mfa-guard facts",
      description: "AWS accounts as they were at one time. Holds no secret.",
    });
}

/** A schema and the documents that it knows: made once, for zod takes longer to make one than to use it. */
class Files {
  private readonly documents = new Documents();
  private readonly schema = snapshotSchema(this.documents);

  /** @throws PolicyDocumentError where one of the documents can't be read. */
  parse(json: unknown, texts: readonly string[]) {
    this.documents.begin(texts);
    return this.schema.safeParse(json);
  }

  encode(accounts: readonly AccountFacts[]) {
    this.documents.begin();
    const snapshot = { ...HEADER, documents: [], accounts };
    // The model's lists may only be read, which the schema's type does not say of its own.
    const encoded = this.schema.encode(snapshot as unknown as z.output<typeof this.schema>);
    return { ...encoded, documents: this.documents.written() };
  }
}

let files: Files | undefined;

/** Reads and writes one snapshot after the other, each in one go. */
export function snapshotFiles(): Files {
  return (files ??= new Files());
}

/** What tells a snapshot of this version from anything else. */
export const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  documents: z.array(z.string()).default([]),
});

/** The JSON Schema of a snapshot. `docs/snapshot.schema.json` is this, and a test holds it so. */
export function snapshotJsonSchema(): object {
  return z.toJSONSchema(snapshotSchema(new Documents()), {
    target: "draft-7",
    io: "input",
    // The pattern of a date fills a screen, and who checks dates knows the format.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
}

const HEADER = { format: FORMAT, version: SNAPSHOT_VERSION } as const;
