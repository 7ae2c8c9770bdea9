import type { ApiCall } from "./api-call";

interface S3Target {
  readonly action: string;
  readonly resource: string;
}

type Depth = "account" | "bucket" | "object";

/**
 * What the plain calls of S3 need; there is no name in them, only a method and a path.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTIONS: Record<Depth, Partial<Record<string, string>>> = {
  account: { GET: "ListAllMyBuckets" },
  bucket: { GET: "ListBucket", HEAD: "ListBucket", PUT: "CreateBucket", DELETE: "DeleteBucket" },
  object: { GET: "GetObject", HEAD: "GetObject", PUT: "PutObject", DELETE: "DeleteObject" },
};

/** Fields of a query that leave the action as it is; any other, such as `?policy`, makes it one that we can't tell. */
const HARMLESS = /^(x-id|list-type|prefix|delimiter|max-keys|max-buckets|continuation-token)$/;

/** What a call to S3 is about; undefined for all but the plain ones. Buckets are in the path here, never in the host. */
export function s3Target({ method, url }: ApiCall): S3Target | undefined {
  const { pathname, searchParams } = new URL(url, "http://s3");
  if ([...searchParams.keys()].some((key) => !HARMLESS.test(key))) return undefined;
  const path = decodeURIComponent(pathname).replace(/^\/|\/$/g, "");
  const depth: Depth = path === "" ? "account" : path.includes("/") ? "object" : "bucket";
  const action = ACTIONS[depth][method];
  if (!action) return undefined;
  return { action: `s3:${action}`, resource: depth === "account" ? "*" : `arn:aws:s3:::${path}` };
}
