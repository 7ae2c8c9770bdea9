import assert from "node:assert/strict";
import { readAccount } from "../../../policypack/facts/live/read-account";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import { ACCOUNT, accountAnswers, type FakeUser } from "../../support/fake-account";
import { FakeAws } from "../../support/fake-aws";
import { FaultProxy } from "../../support/fault-proxy";
import { connectionTo, seedAccount } from "./seed";

/** Every call but those for single users; the first two are made once for each page of a thousand. */
const ONCE = {
  GetCallerIdentity: 1,
  GetAccountSummary: 1,
  ListAccountAliases: 1,
  GetAccountPasswordPolicy: 1,
  GenerateCredentialReport: 1,
  GetCredentialReport: 1,
};

/** How many users have a password, and how many of those have no device. */
function consoleUsers({ users }: AccountFacts): { found: number; passwords: number; withoutMfa: number } {
  const live = users.found.flatMap(({ live }) => (live.known && live.value ? [live.value] : []));
  const passwords = live.filter(({ loginProfile }) => loginProfile.known && loginProfile.value !== null);
  const flagged = passwords.filter(({ devices }) => devices.complete.known && devices.found.length === 0);
  return { found: live.length, passwords: passwords.length, withoutMfa: flagged.length };
}

describe("an account of the emulator", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator({}, toStderr)));
  after(() => emulator.stop());

  // The emulator gives all users in one page, and devices in pages of a thousand; 5,000 users take a minute.
  const sizes = process.env["MFA_GUARD_LARGE"] ? [0, 1, 1001, 5000] : [0, 1, 1001];
  for (const size of sizes) {
    it(`of ${size} users is read in a handful of calls, with a credential report made for it`, async () => {
      await emulator.reset();
      const { passwords, flagged } = await seedAccount(emulator.endpoint, size);
      const proxy = await FaultProxy.start(emulator.endpoint, () => undefined);
      const account = await readAccount(connectionTo(proxy.endpoint));
      await proxy.stop();
      assert.deepEqual(account.users.complete, { known: true, value: true });
      assert.deepEqual(consoleUsers(account), { found: size, passwords, withoutMfa: flagged });
      const once = { ...ONCE, GetAccountAuthorizationDetails: 1 };
      const pages = { ListVirtualMFADevices: 1 + Math.floor((passwords - flagged) / 1000) };
      assert.deepEqual(proxy.calls, { ...once, ...pages });
    });
  }
});

describe("the pages of an account", () => {
  const PAGES: [users: number, pages: number][] = [
    [0, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [2000, 2],
    [2001, 3],
  ];
  for (const [size, pages] of PAGES) {
    it(`are ${pages} for ${size} users, none of whom is lost or told twice`, async () => {
      const users: FakeUser[] = Array.from({ length: size }, (_, index) => ({
        name: `user${index}`,
        password: true,
        devices: [`arn:aws:iam::${ACCOUNT}:mfa/device${index}`],
      }));
      const fake = await FakeAws.start(accountAnswers(users));
      const account = await readAccount(fake.connection());
      await fake.stop();
      assert.deepEqual(
        account.users.found.map(({ name }) => name),
        users.map(({ name }) => name),
      );
      assert.deepEqual(consoleUsers(account), { found: size, passwords: size, withoutMfa: 0 });
      const calls = {
        ...ONCE,
        GetConsoleAuthorizationConfiguration: 1,
        GetAccountAuthorizationDetails: pages,
        ListVirtualMFADevices: pages,
      };
      assert.deepEqual(fake.counts(), calls);
    });
  }
});
