import { IAM } from "@aws-sdk/client-iam";
import { Organizations } from "@aws-sdk/client-organizations";
import { STS } from "@aws-sdk/client-sts";

/** An organization in the emulator, seen from its management account: two units, the first with an account. */
export interface TestOrganization {
  /** Ids of the organizational units. */
  readonly unit: string;
  readonly trialUnit: string;
  readonly organizations: Organizations;
  /** IAM of the unit's account. */
  readonly iam: IAM;
}

const KEYS = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };

/** Makes it on an empty emulator. */
export async function makeOrganization(endpoint: string): Promise<TestOrganization> {
  const place = { endpoint, region: "us-east-1" };
  const organizations = new Organizations({ ...place, credentials: KEYS });
  await organizations.createOrganization({ FeatureSet: "ALL" });
  const { Roots } = await organizations.listRoots({});
  const root = Roots?.[0]?.Id ?? "";
  const makeUnit = async (Name: string) => {
    const made = await organizations.createOrganizationalUnit({ ParentId: root, Name });
    return made.OrganizationalUnit?.Id ?? "";
  };
  const [unit, trialUnit] = [await makeUnit("staff"), await makeUnit("trial")];
  const { CreateAccountStatus } = await organizations.createAccount({
    AccountName: "workload",
    Email: "workload@example.com",
  });
  const account = CreateAccountStatus?.AccountId ?? "";
  await organizations.moveAccount({ AccountId: account, SourceParentId: root, DestinationParentId: unit });
  const iam = new IAM({ ...place, credentials: await keysOf(account, place) });
  return { unit, trialUnit, organizations, iam };
}

async function keysOf(account: string, place: { endpoint: string; region: string }) {
  const { Credentials } = await new STS({ ...place, credentials: KEYS }).assumeRole({
    RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    RoleSessionName: "test",
  });
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new Error(`no keys for account ${account}`);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
