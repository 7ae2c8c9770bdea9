import type { IAM } from "@aws-sdk/client-iam";
import type { PolicyArgs } from "@pulumi/aws/iam/policy";
import type { Unwrap } from "@pulumi/pulumi";
import { samePolicy } from "../policy-json";
import type { Checked, ResourceType } from "../resource-type";
import { all, each } from "./paginate";
import { syncTags, tagOutputs, toTags } from "./tags";

type Inputs = Checked<Unwrap<PolicyArgs>, "name"> & { policy: string };

export const policy: ResourceType<Inputs> = {
  token: "aws:iam/policy:Policy",
  label: "IAM Policy",
  inputs: ["description", "name", "namePrefix", "path", "policy", "tags"],
  autoname: { property: "name", max: 128 },
  defaults: { path: "/" },
  replaces: ["description", "name", "namePrefix", "path"],
  json: ["policy"],
  computed: ["arn", "attachmentCount", "policyId", "tagsAll"],

  async create(aws, inputs) {
    const created = await (
      await aws.iam()
    ).createPolicy({
      PolicyName: inputs.name,
      Path: inputs.path,
      Description: inputs.description,
      PolicyDocument: inputs.policy,
      Tags: toTags(inputs.tags),
    });
    return { id: created.Policy?.Arn ?? "" };
  },

  async read(aws, id) {
    const iam = await aws.iam();
    const { Policy: found } = await iam.getPolicy({ PolicyArn: id });
    return {
      name: found?.PolicyName,
      path: found?.Path,
      description: found?.Description,
      policy: await document(iam, id, found?.DefaultVersionId),
      arn: found?.Arn,
      policyId: found?.PolicyId,
      attachmentCount: found?.AttachmentCount ?? 0,
      ...tagOutputs(found?.Tags),
    };
  },

  async update(aws, old, { policy: text, tags }) {
    const iam = await aws.iam();
    const PolicyArn = String(old["arn"]);
    if (!samePolicy(text, old.policy)) await newVersion(iam, PolicyArn, text);
    const tagger = {
      tag: (Tags: { Key: string; Value: string }[]) => iam.tagPolicy({ PolicyArn, Tags }),
      untag: (TagKeys: string[]) => iam.untagPolicy({ PolicyArn, TagKeys }),
    };
    await syncTags(tagger, old.tags, tags);
  },

  async delete(aws, _state, PolicyArn) {
    const iam = await aws.iam();
    const old = await oldVersions(iam, PolicyArn);
    await each(old, (VersionId) => iam.deletePolicyVersion({ PolicyArn, VersionId }));
    await iam.deletePolicy({ PolicyArn });
  },
};

async function document(iam: IAM, PolicyArn: string, VersionId?: string): Promise<string> {
  const { PolicyVersion: version } = await iam.getPolicyVersion({ PolicyArn, VersionId });
  return decodeURIComponent(version?.Document ?? "");
}

/** IAM keeps five versions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_VERSIONS = 5;

async function newVersion(iam: IAM, PolicyArn: string, PolicyDocument: string): Promise<void> {
  const old = await oldVersions(iam, PolicyArn);
  const [oldest] = old;
  if (oldest && old.length + 1 >= MAX_VERSIONS)
    await iam.deletePolicyVersion({ PolicyArn, VersionId: oldest });
  await iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
}

/** Versions that are not the default, oldest first. */
async function oldVersions(iam: IAM, PolicyArn: string): Promise<string[]> {
  const versions = await all(
    (Marker) => iam.listPolicyVersions({ PolicyArn, Marker }),
    (page) => page.Versions,
  );
  const old = versions
    .filter((version) => !version.IsDefaultVersion)
    .map((version) => version.VersionId ?? "");
  // "v10" after "v9".
  return old.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}
