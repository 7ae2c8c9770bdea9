import assert from "node:assert/strict";
import { TOTP, URI } from "otpauth";
import type { OwnUser } from "../../cli/enrol/own-user";
import { sessionLine } from "../../cli/enrol/make-session";
import { showSecret } from "../../cli/enrol/show-secret";
import type { WindowSize } from "../../cli/enrol/terminal";
import { otpauthUri } from "../../cli/enrol/totp";
import { FakeTerminal } from "./enrol-phone";

const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const SERIAL = "arn:aws:iam::111122223333:mfa/bob";
const OWN = {
  name: "bob",
  arn: "arn:aws:iam::111122223333:user/staff/bob",
  accountId: "111122223333",
  partition: "aws",
  longTermKey: true,
};

/** At a window of this size, with the secret as a QR code only. */
async function shownIn(size: WindowSize | null, user: OwnUser, scanned: (string | Error)[] = [""]) {
  const terminal = new FakeTerminal([]);
  [terminal.window, terminal.scanned] = [size, scanned];
  await showSecret(terminal, { serial: SERIAL, seed: SEED }, user);
  return terminal.phone.shown.replace(/\u001b\[[0-9;]*m/g, "");
}

describe("the QR code of mfa-guard enrol", () => {
  const code = /(?:^[ ▄█▀]+\n)+/m;

  for (const name of ["bob", "firstname.lastname@example.com", "n".repeat(64)]) {
    it(`fits 80 columns and 24 rows with the question below it, for ${name}`, async () => {
      const shown = await shownIn({ columns: 80, rows: 24 }, { ...OWN, name });
      const rows = code.exec(shown)?.[0].split("\n") ?? [];
      assert.ok(rows.length > 15 && rows.length <= 24, `${rows.length} rows`);
      assert.ok(Math.max(...rows.map(({ length }) => length)) <= 80);
      assert.ok(shown.endsWith(rows.join("\n")), "something else stands below it");
      assert.doesNotMatch(shown.replaceAll(" ", ""), new RegExp(SEED), "the key, which nobody has asked for");
    });
  }

  for (const [columns, rows, needed] of [
    [80, 20, "39 columns and 21 rows"],
    [60, 18, "39 columns and 22 rows"],
    [38, 50, "39 columns and 22 rows"],
  ] as const) {
    it(`is not drawn in ${columns} columns and ${rows} rows, and is once the window is larger`, async () => {
      const size = { columns, rows };
      const shown = await shownIn(size, OWN, ["k"]);
      const short = `the QR code needs ${needed}, and there are ${columns} columns and ${rows} rows.`;
      assert.ok(shown.replace(/\s+/g, " ").includes(short), shown);
      assert.doesNotMatch(shown, code);
      assert.match(shown, /Key: {2}JBSW Y3DP/);
      assert.ok(shown.includes(otpauthUri(SEED, OWN)), "the address to type");
      assert.equal(shown.split("Key:").length, 2, "the key is told once");
      const room = new FakeTerminal([]);
      [room.window, room.scanned] = [size, ["k"]];
      const questions: string[] = [];
      const answer = room.ask.bind(room);
      room.ask = (question) => {
        questions.push(...question.split("\n"));
        return answer(question);
      };
      await showSecret(room, { serial: SERIAL, seed: SEED }, OWN);
      assert.ok(questions.length > 0 && questions.every(({ length }) => length <= columns), questions.join());
      const terminal = new FakeTerminal([]);
      [terminal.window, terminal.scanned] = [size, ["", ""]];
      const ask = terminal.ask.bind(terminal);
      terminal.ask = (question) => {
        const answer = ask(question);
        terminal.window = { columns: 80, rows: 24 };
        return answer;
      };
      await showSecret(terminal, { serial: SERIAL, seed: SEED }, OWN);
      assert.match(terminal.phone.shown.replace(/\u001b\[[0-9;]*m/g, ""), code);
    });
  }

  it("is drawn where the terminal does not tell its size", async () => {
    assert.match(await shownIn(null, OWN), code);
  });

  it("holds an address without defaults, which says whose it is", () => {
    const uri = new URL(otpauthUri(SEED, { ...OWN, name: "ann+x@example.com" }));
    assert.equal(decodeURIComponent(uri.pathname), "//totp/AWS:ann+x@example.com@111122223333".slice(6));
    assert.deepEqual([...uri.searchParams], [["secret", SEED]]);
    const parsed = URI.parse(uri.href);
    assert.ok(parsed instanceof TOTP);
    assert.deepEqual(
      [parsed.secret.base32, parsed.period, parsed.digits, parsed.algorithm, parsed.issuer],
      [SEED, 30, 6, "SHA1", "AWS"],
    );
  });

  it("is followed by lines that name the profile with the access key", () => {
    assert.equal(
      sessionLine({ profile: "work" }, "mfa"),
      "mfa-guard session --profile work --profile-name mfa",
    );
  });
});
