import assert from "node:assert/strict";
import { accountAnswers } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { FaultProxy } from "../support/fault-proxy";
import { silent } from "../support/twists";
import { environmentOf, runCli } from "./run-cli";

describe("--time-limit", () => {
  for (const [what, mute] of [
    ["audit", "GetAccountAuthorizationDetails"],
    ["instructions", "ListAccountAliases"],
  ] as const)
    it(`ends the reading of ${what}, whose message names it`, async () => {
      const fake = await FakeAws.start(accountAnswers([{ name: "bob", password: true }]));
      const proxy = await FaultProxy.start(fake.endpoint, (action) => (action === mute ? silent : undefined));
      try {
        // Three quarters of it, which the bulk calls have, are no whole number of milliseconds.
        const { stdout, stderr } = await runCli([what, "--time-limit", "0.0101"], {
          env: environmentOf(proxy),
        });
        const said = (stdout + stderr).replace(/\s+/g, " ");
        assert.match(said, /longer than the time allowed: run again, or allow more with --time-limit/);
      } finally {
        await proxy.stop();
        await fake.stop();
      }
    });

  for (const text of ["0", "-1", "an hour", "121", ""])
    it(`refuses ${JSON.stringify(text)}`, async () => {
      const { code, stderr } = await runCli(["audit", "--time-limit", text]);
      assert.equal(code, 2);
      assert.match(stderr, /A number of minutes up to 120 is expected, such as 5\./);
    });
});
