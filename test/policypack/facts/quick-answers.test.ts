import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import { CLIENT_TIMEOUTS } from "../../../policypack/facts/client-timeouts";
import { type AwsClients, connect } from "../../../policypack/facts/connection";
import { ANSWER_SHAPES } from "../../../policypack/facts/answer-shapes";
import { readQuickly, type Shape } from "../../../policypack/facts/quick-xml";
import { listening } from "../../support/listening";
import { connectionTo } from "./seed";

const DETAILS = "GetAccountAuthorizationDetails";
const DEVICES = "ListVirtualMFADevices";
const REPORT = "GetCredentialReport";

function answer(operation: string, result: string): string {
  return (
    `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}` +
    `</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`
  );
}

const details = (user: string) =>
  answer(
    DETAILS,
    `<UserDetailList><member>${user}</member></UserDetailList><IsTruncated>false</IsTruncated>`,
  );

const USER = `<Path>/</Path><UserName>ann</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::123456789012:user/ann</Arn>
  <CreateDate>2026-11-29T12:44:04Z</CreateDate>`;

/** As AWS writes them, with everything that is read. */
const QUICK: Readonly<Record<string, readonly [operation: string, xml: string]>> = {
  "a user with everything": [
    DETAILS,
    details(`${USER}<UserPolicyList><member><PolicyName>p</PolicyName><PolicyDocument>%7B%7D</PolicyDocument></member></UserPolicyList>
      <GroupList><member>one</member><member>two</member></GroupList>
      <AttachedManagedPolicies><member><PolicyName>q</PolicyName><PolicyArn>arn:aws:iam::aws:policy/q</PolicyArn></member></AttachedManagedPolicies>
      <PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>arn:b</PermissionsBoundaryArn></PermissionsBoundary>
      <Tags><member><Key>mail</Key><Value></Value></member><member><Key> </Key><Value>a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos; ß 🙂</Value></member></Tags>
      <RoleLastUsed/><AttachmentCount>1</AttachmentCount>`),
  ],
  "lists that are empty, in each way of writing them": [
    DETAILS,
    details(`${USER}<GroupList/><UserPolicyList />
      <AttachedManagedPolicies></AttachedManagedPolicies><Tags>
      </Tags>`),
  ],
  "texts that are blank": [
    DETAILS,
    details(`<UserName> ann </UserName><Path>
      </Path><Arn/>`),
  ],
  "a time in microseconds, which is rounded": [
    DETAILS,
    details("<CreateDate>2026-11-29T12:59:59.999737Z</CreateDate>"),
  ],
  "groups, roles and policies, with a page after this one": [
    DETAILS,
    `<?xml version="1.0" encoding="UTF-8"?>\n${answer(
      DETAILS,
      `<IsTruncated>true</IsTruncated><Marker>next==</Marker><UserDetailList/>
       <GroupDetailList><member><Path>/</Path><GroupName>g</GroupName><GroupPolicyList><member><PolicyName>p</PolicyName><PolicyDocument>%7B</PolicyDocument></member></GroupPolicyList><AttachedManagedPolicies/></member></GroupDetailList>
       <RoleDetailList><member><RoleName>r</RoleName><Path>/x/</Path><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument><InstanceProfileList><member><Roles><member><RoleName>r</RoleName></member></Roles></member></InstanceProfileList><RolePolicyList/><AttachedManagedPolicies/><Tags/></member></RoleDetailList>
       <Policies><member><Arn>arn:p</Arn><PolicyVersionList><member><Document>%7B%7D</Document><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion></member><member><IsDefaultVersion>false</IsDefaultVersion></member></PolicyVersionList></member></Policies>`,
    )}\n`,
  ],
  "virtual devices, of somebody and of nobody": [
    DEVICES,
    answer(
      DEVICES,
      `<IsTruncated>false</IsTruncated><VirtualMFADevices>
        <member><SerialNumber>arn:mfa/a</SerialNumber><User><UserName>a</UserName><Arn>arn:user/a</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate></User><EnableDate>2026-01-02T03:04:05.5Z</EnableDate></member>
        <member><SerialNumber>arn:mfa/b</SerialNumber></member></VirtualMFADevices>`,
    ),
  ],
  "the credential report": [
    REPORT,
    answer(
      REPORT,
      "<Content>dXNlcixhcm4KYW5uLHg=</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-29T12:44:04Z</GeneratedTime>",
    ),
  ],
  "a report with nothing in it": [REPORT, answer(REPORT, "<Content/>")],
};

/** What only the SDK is to read, or refuse. */
const OTHER: Readonly<Record<string, readonly [operation: string, xml: string]>> = {
  "a character by its number": [DETAILS, details(`<UserName>a&#38;b</UserName>`)],
  "a character by a name that XML has not": [DETAILS, details(`<UserName>a&nbsp;b&</UserName>`)],
  "a comment": [DETAILS, details(`${USER}<!-- <GroupList/> -->`)],
  "characters as they are": [DETAILS, details(`<UserName><![CDATA[a<b]]></UserName>`)],
  "line breaks of another system": [DETAILS, details(`<Path>\r\n</Path>`)],
  attributes: [DETAILS, details(`<UserName lang="en">ann</UserName>`)],
  "a namespace within": [DETAILS, details(`<UserName xmlns="x">ann</UserName>`)],
  "a name twice": [DETAILS, details(`<UserName>ann</UserName><UserName>ben</UserName>`)],
  "text beside elements": [DETAILS, details(`<GroupList>x<member>g</member></GroupList>`)],
  "text after elements": [DETAILS, details(`<GroupList><member>g</member>x</GroupList>`)],
  "text where a list is due": [DETAILS, details(`<GroupList>x</GroupList>`)],
  "elements where a text is due": [DETAILS, details(`<UserName><member>x</member></UserName>`)],
  "another element in a list": [DETAILS, details(`<GroupList><item>x</item></GroupList>`)],
  "a time of another zone": [DETAILS, details(`<CreateDate>2026-11-29T12:44:04+01:00</CreateDate>`)],
  "no time": [DETAILS, details(`<CreateDate>yesterday</CreateDate>`)],
  "neither yes nor no": [DETAILS, answer(DETAILS, `<IsTruncated>perhaps</IsTruncated>`)],
  "a report that is cut off": [REPORT, answer(REPORT, "<Content>dXNlcix</Content>")],
  "a report in lines": [REPORT, answer(REPORT, "<Content>dXNl\ncixh\nAAA=</Content>")],
  "the answer to something else": [DETAILS, answer("GetUser", USER)],
  "no result": [DETAILS, `<${DETAILS}Response xmlns="x"><UserDetailList/></${DETAILS}Response>`],
  "an end that is missing": [DETAILS, details(USER).slice(0, -20)],
  "an end of something else": [DETAILS, details(`${USER}<GroupList></Tags>`)],
  "something after the end": [DETAILS, `${details(USER)}x`],
  "a page to sign in on": [DETAILS, "<html><body>Sign in</body></html>"],
  nothing: [DETAILS, ""],
};

describe("reading long answers without the SDK", () => {
  let server: Server;
  let xml: string;
  let plain: IAMClient;
  let connected: AwsClients;

  before(async () => {
    server = createServer((_, response) => response.writeHead(200).end(xml));
    await listening(server);
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "key", secretAccessKey: "none" };
    plain = new IAMClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
    connected = await connect(connectionTo(endpoint), { ...CLIENT_TIMEOUTS, attempts: 1 });
  });
  after(() => {
    for (const client of [plain, connected.iam, connected.sts]) client.destroy();
    server.close();
  });

  /** What comes of an answer by the SDK alone, and by a client that facts are read with. */
  async function both(operation: string): Promise<readonly [bySdk: unknown, ours: unknown]> {
    const send = (client: IAMClient): Promise<unknown> =>
      operation === DEVICES
        ? client.send(new ListVirtualMFADevicesCommand({}))
        : operation === REPORT
          ? client.send(new GetCredentialReportCommand({}))
          : client.send(new GetAccountAuthorizationDetailsCommand({}));
    const [bySdk, ours] = await Promise.all(
      [plain, connected.iam].map((client) => send(client).catch((error: unknown) => String(error))),
    );
    return [bySdk, ours];
  }

  for (const [what, [operation, text]] of Object.entries(QUICK)) {
    it(`reads what the SDK reads: ${what}`, async () => {
      xml = text;
      const fields = ANSWER_SHAPES[operation] ?? assert.fail();
      const [bySdk, ours] = await both(operation);
      assert.deepEqual(wanted(ours, fields), wanted(bySdk, fields));
      // And not by way of the SDK, which would have read more.
      assert.deepEqual(withoutMetadata(ours), withoutMetadata(readQuickly(text, operation, fields)));
    });
  }

  for (const [what, [operation, text]] of Object.entries(OTHER)) {
    it(`leaves to the SDK: ${what}`, async () => {
      xml = text;
      assert.equal(readQuickly(text, operation, ANSWER_SHAPES[operation] ?? assert.fail()), null);
      const [bySdk, ours] = await both(operation);
      assert.deepEqual(withoutMetadata(ours), withoutMetadata(bySdk));
    });
  }

  it("leaves errors to the SDK", async () => {
    xml = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    server.removeAllListeners("request");
    server.on("request", (_, response) => response.writeHead(403).end(xml));
    const [bySdk, ours] = await both(DETAILS);
    assert.match(String(ours), /AccessDenied: no/);
    assert.equal(ours, bySdk);
  });
});

/** Of what the SDK has read, that which has a shape: a value that is not there is left out. */
function wanted(value: unknown, shape: Shape): unknown {
  if (typeof shape === "string") return value;
  if (Array.isArray(shape)) return (value as unknown[]).map((item) => wanted(item, (shape as [Shape])[0]));
  const given = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape as Record<string, Shape>)
      .filter(([name]) => given[name] !== undefined)
      .map(([name, of]) => [name, wanted(given[name], of)]),
  );
}

function withoutMetadata(output: unknown): unknown {
  return typeof output === "object" ? { ...output, $metadata: null } : output;
}
