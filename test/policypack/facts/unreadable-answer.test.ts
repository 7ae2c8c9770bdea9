import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetAccountSummaryCommand, IAMClient } from "@aws-sdk/client-iam";
import { describeReason } from "../../../policypack/facts/fact";
import { attempt } from "../../../policypack/facts/live/calls";
import { listening } from "../../support/listening";

describe("an answer that is not one of AWS's", () => {
  let server: Server;
  let iam: IAMClient;
  let answer: readonly [status: number, body: string];

  before(async () => {
    server = createServer((_, response) => response.writeHead(answer[0]).end(answer[1]));
    await listening(server);
    iam = new IAMClient({
      ...{ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, region: "us-east-1" },
      ...{ credentials: { accessKeyId: "key", secretAccessKey: "none" }, maxAttempts: 1 },
    });
  });
  after(() => {
    iam.destroy();
    server.close();
  });

  const ANSWERS: Readonly<Record<string, readonly [number, string]>> = {
    "a page to sign in on": [200, "<html><body><h1>Sign in</h1></body>"],
    "a page of HTML that is whole": [502, "<html><body>Bad gateway</body></html>"],
    "no XML": [403, "denied by the proxy"],
  };
  for (const [what, given] of Object.entries(ANSWERS)) {
    it(`is told as that, with its status: ${what}`, async () => {
      answer = given;
      const purpose = { what: "the summary", call: "iam:GetAccountSummary", where: "account 1" };
      const call = () => iam.send(new GetAccountSummaryCommand({}));
      const fact = await attempt(purpose, call, new AbortController().signal);
      assert.ok(!fact.known);
      assert.equal(
        describeReason(fact.reason),
        `could not read the summary of account 1: iam:GetAccountSummary: the answer is not one of AWS's; its HTTP status is ${given[0]}. ` +
          "Something other than AWS may have answered: check the endpoint and the proxy.",
      );
    });
  }
});
