import assert from "node:assert/strict";
import { assertLoopback, extended, sandboxEnvironment } from "../../sandbox/environment";
import { startGateway } from "../../sandbox/gateway/gateway";
import { isLoopback } from "../../sandbox/provider/loopback";
import { readConfig } from "../../sandbox/provider/config";

const HERE = [
  "http://127.0.0.1:4000",
  "http://127.255.255.254",
  "https://localhost:1/path",
  "http://LOCALHOST:1",
  "http://[::1]:65535/",
];

const ELSEWHERE = [
  ...["", "127.0.0.1", "localhost:4000", "//127.0.0.1", "file:///127.0.0.1", "ftp://127.0.0.1"],
  ...[
    "https://iam.amazonaws.com",
    "http://10.0.0.1",
    "http://169.254.169.254",
    "http://0.0.0.0:1",
    "http://[::]",
  ],
  ...[
    "http://127.0.0.1.example.com",
    "http://127.0.0.1.",
    "http://localhost.",
    "http://localhost.example.com",
  ],
  ...["http://127.0.0.1@example.com", "http://127.0.0.1:80@example.com", "http://user:word@127.0.0.1"],
  ...["http://example.com#127.0.0.1", "http://example.com/127.0.0.1", "http://example.com?http://127.0.0.1"],
  ...["http://127.0.0.1\\@example.com", "http://127.0.0.1\\.example.com", "http://127.0.0.1/@example.com"],
  ...["http://2130706433", "http://0x7f000001", "http://017700000001", "http://127.1", "http://127.0.0.256"],
  ...["http://[::ffff:127.0.0.1]", "http://[::1%25eth0]", "http://[::1].example.com", "http://ⓛocalhost"],
  ...[" http://127.0.0.1", "http://127.0.0.1\n.example.com", "http://127.0.0.1\t", "http://127.0.0.1:99999"],
];

describe("an endpoint of the sandbox", () => {
  for (const endpoint of HERE) it(`may be ${endpoint}`, () => assert.ok(isLoopback(endpoint)));

  for (const endpoint of ELSEWHERE) {
    it(`may not be ${JSON.stringify(endpoint)}, wherever it comes in`, async () => {
      const engine = {
        pulumi: "/e/pulumi",
        version: "v3.0.0",
        source: "built",
        binDirs: [] as string[],
      } as const;
      const refused = { name: "SandboxError" };
      assert.ok(!isLoopback(endpoint));
      assert.throws(() => assertLoopback(endpoint), refused);
      assert.throws(() => sandboxEnvironment({}, "/d", endpoint, engine), refused);
      for (const name of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IAM", "aws_endpoint_url_sts"]) {
        assert.throws(() => extended({}, { [name]: endpoint }), refused);
      }
      await assert.rejects(startGateway(endpoint), refused);
      const endpoints = (url: string) => JSON.stringify([{ iam: HERE[0], sns: url }]);
      if (endpoint !== "")
        assert.throws(() => readConfig({ endpoints: endpoints(endpoint) }, {}), /is refused/);
      assert.throws(() => readConfig({}, { AWS_ENDPOINT_URL: endpoint }), /is refused|no endpoint/);
    });
  }
});
