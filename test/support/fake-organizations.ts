import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "./listening";

/** The account that is asked about, in a unit of the organization. */
export const MEMBER = "111122223333";
export const ROOT = "r-abcd";
export const UNIT = "ou-abcd-11111111";

const ALLOW = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const DENY = JSON.stringify({ Statement: { Effect: "Deny", Action: "iam:*", Resource: "*" } });

export interface OrganizationsRequest {
  readonly ChildId: string;
  readonly TargetId: string;
  readonly PolicyId: string;
  readonly OrganizationalUnitId: string;
  readonly NextToken?: string;
}

/** @param accessKey whose the request is signed with. */
export type OrganizationsAnswer = (request: OrganizationsRequest, accessKey?: string) => object;
export type OrganizationsAnswers = Readonly<Record<string, OrganizationsAnswer>>;

/** A member in a unit under which IAM is denied; a page that is empty comes before the root's policies. */
export const ANSWERS: OrganizationsAnswers = {
  DescribeOrganization: () => ({ Organization: { MasterAccountId: "999999999999", FeatureSet: "ALL" } }),
  ListParents: ({ ChildId }) => ({ Parents: [{ Id: ChildId === MEMBER ? UNIT : ROOT }] }),
  ListPoliciesForTarget: ({ TargetId, NextToken }) => {
    if (TargetId === ROOT && !NextToken) return { Policies: [], NextToken: "more" };
    return { Policies: [{ Id: "p-allow" }, ...(TargetId === UNIT ? [{ Id: "p-deny" }] : [])] };
  },
  DescribePolicy: ({ PolicyId }) => scp(PolicyId, PolicyId === "p-deny" ? DENY : ALLOW),
};

export function scp(Name: string, Content: string): object {
  return { Policy: { PolicySummary: { Name }, Content } };
}

export function error(__type: string, message: string): OrganizationsAnswer {
  return () => ({ __type, message });
}

export const ACCESS_DENIED = error(
  "AccessDeniedException",
  "You don't have permissions to access this resource.",
);

/** A server that speaks the JSON protocol of AWS Organizations and says just what it was told to. */
export class FakeOrganizations {
  readonly calls: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(changes: OrganizationsAnswers = {}): Promise<FakeOrganizations> {
    const server = createServer();
    const fake = new FakeOrganizations(server);
    const answers: OrganizationsAnswers = { ...ANSWERS, ...changes };
    server.on("request", (request, response) => {
      void body(request).then((text) => {
        const action = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
        fake.calls.push(action);
        const accessKey = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
        const answer = answers[action]?.(JSON.parse(text) as OrganizationsRequest, accessKey) ?? {};
        response.statusCode = "__type" in answer ? 400 : 200;
        response.setHeader("content-type", "application/x-amz-json-1.1").end(JSON.stringify(answer));
      });
    });
    await listening(server);
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
