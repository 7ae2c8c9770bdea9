import {
  type IAMClient,
  paginateGetAccountAuthorizationDetails,
  ListPolicyTagsCommand,
} from "@aws-sdk/client-iam";

/** What an account holds of what the enforcement stack makes, without ids, dates and old versions of policies. */
export interface IamState {
  /** The groups of each user, by name. */
  readonly users: Readonly<Record<string, readonly string[]>>;
  readonly groups: Readonly<Record<string, { readonly path: string; readonly policies: readonly string[] }>>;
  /** By ARN: the default version, and the tags. */
  readonly policies: Readonly<Record<string, { readonly document: unknown; readonly tags: unknown }>>;
}

/** Reads it, all of it, with names in order. */
export async function iamState(client: IAMClient): Promise<IamState> {
  const Filter = ["User" as const, "Group" as const, "LocalManagedPolicy" as const];
  const state = { users: {}, groups: {}, policies: {} } as Mutable<IamState>;
  for await (const page of paginateGetAccountAuthorizationDetails({ client }, { Filter })) {
    for (const { UserName = "", GroupList = [] } of page.UserDetailList ?? [])
      state.users[UserName] = [...GroupList].sort();
    for (const { GroupName = "", Path = "", AttachedManagedPolicies = [] } of page.GroupDetailList ?? []) {
      const policies = AttachedManagedPolicies.map(({ PolicyArn = "" }) => PolicyArn).sort();
      state.groups[GroupName] = { path: Path, policies };
    }
    for (const { Arn = "", PolicyVersionList = [] } of page.Policies ?? []) {
      const document = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document ?? "";
      const { Tags = [] } = await client.send(new ListPolicyTagsCommand({ PolicyArn: Arn }));
      const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      state.policies[Arn] = { document: JSON.parse(decodeURIComponent(document)), tags };
    }
  }
  return state;
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends Readonly<Record<string, infer V>> ? Record<string, V> : T[K];
};
