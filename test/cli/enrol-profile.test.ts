import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { checkProfileName, writeProfile } from "../../cli/enrol/aws-profile";
import { credentialsFile, withSection } from "../../cli/shared-config";

const NEW = [["aws_access_key_id", "ASIANEW"]] as const;
const SESSION = { accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "t", expires: new Date(0) };
const KEPT = { session: SESSION, arn: "arn:aws:iam::111122223333:user/bob", region: "eu-central-1" };

describe("a section of a credentials file", () => {
  for (const [what, before, after] of [
    ["makes the file", "", "[mfa]\naws_access_key_id = ASIANEW\n"],
    ["comes after the others", "[a]\nx = 1\n", "[a]\nx = 1\n\n[mfa]\naws_access_key_id = ASIANEW\n"],
    ["ends a line that has no end", "[a]\nx = 1", "[a]\nx = 1\n\n[mfa]\naws_access_key_id = ASIANEW\n"],
    [
      "takes the place of the session before, and of nothing else",
      "# top\n[a]\nx = 1\n\n[mfa]\naws_access_key_id=ASIAOLD\naws_secret_access_key=o\naws_session_token=t\n\n# of b\n[b]\ny = 2\n",
      "# top\n[a]\nx = 1\n\n[mfa]\naws_access_key_id = ASIANEW\n\n# of b\n[b]\ny = 2\n",
    ],
    ["fills an empty one", "[mfa]\n[b]\ny = 2\n", "[mfa]\naws_access_key_id = ASIANEW\n[b]\ny = 2\n"],
    [
      "keeps the line ends of Windows",
      "[a]\r\nx = 1\r\n",
      "[a]\r\nx = 1\r\n\r\n[mfa]\r\naws_access_key_id = ASIANEW\r\n",
    ],
    [
      "does not take a longer name for its own",
      "[mfa2]\nx = 1\n",
      "[mfa2]\nx = 1\n\n[mfa]\naws_access_key_id = ASIANEW\n",
    ],
  ] as const) {
    it(what, () => assert.equal(withSection(before, "mfa", NEW), after));
  }

  for (const [what, text] of [
    ["a long-term key", "[mfa]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"],
    ["a process", "[mfa]\ncredential_process = x\n"],
    ["a session and something else", "[mfa]\naws_session_token = t\noutput = json\n"],
    ["a long-term key under a name with spaces and a comment", "[ mfa ] # mine\naws_access_key_id = AKIA\n"],
  ] as const) {
    it(`is not written over ${what}`, () => {
      assert.throws(() => withSection(text, "mfa", NEW), {
        name: "CliError",
        message: /something else than a session/,
      });
    });
  }

  it("is not chosen among two of one name", () => {
    assert.throws(() => withSection("[mfa]\n[mfa]\n", "mfa", NEW), /twice/);
  });

  it("leaves every line of other sections as it is", () => {
    const line = fc.constantFrom(
      "x = 1",
      "",
      "# note",
      "; note",
      "  indented = y",
      "aws_access_key_id = AKIA",
    );
    const section = fc
      .tuple(fc.constantFrom("a", "b", "prod"), fc.array(line))
      .map(([name, lines]) => [`[${name}]`, ...lines]);
    fc.assert(
      fc.property(fc.array(section), fc.array(section), (before, after) => {
        const [head, tail] = [before.flat(), after.flat()];
        const old = ["[mfa]", "aws_session_token = t"];
        const written = withSection([...head, ...old, ...tail].join("\n"), "mfa", NEW).split("\n");
        assert.deepEqual(written, [...head, "[mfa]", "aws_access_key_id = ASIANEW", ...tail]);
      }),
    );
  });
});

describe("the credentials file", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-profile-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("is where the AWS CLI has it", () => {
    assert.equal(credentialsFile({ env: { HOME: "/h" }, cwd: "/c" }), "/h/.aws/credentials");
    assert.equal(credentialsFile({ env: { AWS_SHARED_CREDENTIALS_FILE: "x/y" }, cwd: "/c" }), "/c/x/y");
  });

  it("is for its owner alone, with its folder, even if it was for all before", async () => {
    const file = path.join(folder, "new/credentials");
    await writeProfile(file, "mfa", KEPT);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    const open = path.join(folder, "open");
    await writeFile(open, "[a]\nx = 1\n", { mode: 0o644 });
    await writeProfile(open, "mfa", KEPT);
    assert.equal((await stat(open)).mode & 0o777, 0o600);
  });

  it("stays a link where it is one, and leaves nothing else behind", async () => {
    const [real, link] = [path.join(folder, "real"), path.join(folder, "link")];
    await writeFile(real, "[a]\nx = 1\n");
    await symlink("real", link);
    await writeProfile(link, "mfa", KEPT);
    assert.equal(await readlink(link), "real");
    assert.match(await readFile(real, "utf8"), /^\[a\]\nx = 1\n\n\[mfa\]\n/);
    assert.deepEqual((await readdir(folder)).sort(), ["link", "real"]);
  });

  it("has no profile whose name could be another section", () => {
    for (const name of ["", "a]\n[b", "a b", "a\n", "[a]"])
      assert.throws(() => checkProfileName(name), { name: "CliError" });
    assert.equal(checkProfileName("team.mfa-2"), "team.mfa-2");
  });
});
