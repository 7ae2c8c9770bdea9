import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { keepAccounts } from "../../../bench/formats/kept";
import { type Site, toSite } from "../../../cli/report/html/organization-page";
import type { Report } from "../../../cli/report/report-model";
import { sourceOf } from "../../../cli/report/source";
import { NOW } from "../../support/accounts";
import { HOSTILE } from "../reports";
import { runCli } from "../run-cli";
import { hostileOrganizationReport, organizationReport, UNREAD, WHY_UNREAD } from "./several-accounts";

function siteOf(report: Report): Site {
  return toSite(sourceOf(report, true), { folder: "mfa-accounts", overview: "../mfa.html" });
}

/** What each row of the accounts leads to, how it ended, and what it says. */
function rowsOf({ overview }: Site): { verdict: string; href: string; cells: string[] }[] {
  return overview
    .split(/<tr\s+data-verdict=/)
    .slice(1)
    .map((row) => ({
      verdict: /^"(\w+)"/.exec(row)?.[1] ?? "",
      href: /href="(.*?)"/.exec(row)?.[1] ?? "",
      cells: [...(row.split("</tr>")[0] ?? "").matchAll(/<(?:a|td class="told").*?>(.*?)<\/(?:a|td)>/g)].map(
        ([, cell = ""]) => cell,
      ),
    }));
}

describe("the HTML report on an organization", () => {
  it("has a row for each account, read or not, the worst first, and each leads to where more is said", () => {
    const report = organizationReport();
    const site = siteOf({ ...report, accounts: [...report.accounts].reverse() });
    assert.deepEqual(rowsOf(site), [
      {
        verdict: "violation",
        href: "mfa-accounts/111122223333.html",
        cells: ["111122223333", "alias example", ""],
      },
      {
        verdict: "unread",
        href: "#unread-333333333333",
        cells: ["333333333333", "payments", "Root/Production"],
      },
      {
        verdict: "compliant",
        href: "mfa-accounts/222222222222.html",
        cells: ["222222222222", "alias example", ""],
      },
    ]);
    assert.match(site.overview, new RegExp(`id="unread-333333333333".*${UNREAD.replace(/[()]/g, ".")}`));
    assert.ok(site.overview.includes(WHY_UNREAD));
  });

  it("has on an account's page what was found there alone, and a way back", () => {
    const report = organizationReport();
    const [worst, content] = [...siteOf(report).pages()];
    assert.deepEqual([worst?.name, content?.name], ["111122223333.html", "222222222222.html"]);
    for (const page of [worst, content]) {
      assert.match(page?.text ?? "", /<a href="\.\.\/mfa\.html">/);
      assert.doesNotMatch(page?.text ?? "", /333333333333|444444444444/);
    }
    const found = report.accounts[0]?.results.flatMap(({ violations }) => violations).length;
    assert.equal(worst?.text.split("<tr data-severity=").length, (found ?? 0) + 1);
    assert.doesNotMatch(content?.text ?? "", /<tr data-severity=/);
  });

  it("does nothing that a name of an account says", () => {
    const { accounts, ...report } = hostileOrganizationReport();
    const hostile = accounts.map((account) => ({ ...account, label: HOSTILE, alias: HOSTILE }));
    const { overview, pages } = siteOf({ ...report, accounts: hostile });
    for (const text of [overview, ...[...pages()].map((page) => page.text)]) {
      assert.equal(text.match(/<script/g)?.length, 1);
      assert.match(text, /&lt;script&gt;alert/);
    }
  });

  it("makes no page of a name that is no account's number", () => {
    const report = organizationReport();
    const accounts = report.accounts.map((account) => ({ ...account, id: "../../evil" }));
    assert.throws(() => [...siteOf({ ...report, accounts }).pages()], /\.\.\/\.\.\/evil/);
  });

  it("makes a page when it is asked for it, and not before", () => {
    let made = 0;
    const report = organizationReport();
    const source = {
      ...sourceOf(report, true),
      *each() {
        for (const account of report.accounts) {
          made += 1;
          yield account;
        }
      },
    };
    const pages = toSite(source, { folder: "a", overview: "b" }).pages()[Symbol.iterator]();
    assert.equal(made, 0);
    pages.next();
    assert.equal(made, 1);
  });
});

describe("the files of the HTML report on an organization", () => {
  let cwd: string;
  let ids: readonly string[];

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-site-"));
    ids = await keepAccounts(path.join(cwd, "kept"), 3, 2, NOW);
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const merge = (output: string) =>
    runCli(["merge", "kept", "--rule", "root-mfa", "--format", "html", "--output", output], { cwd });
  const at = (name: string) => path.join(cwd, ...name.split("/"));

  it("are the owner's, lead to each other, and none is left half", async () => {
    const { code, stdout, stderr } = await merge("a 50%#1.html");
    assert.deepEqual([code, stdout, stderr], [0, "", ""]);
    assert.deepEqual((await readdir(cwd)).sort(), ["a 50%#1-accounts", "a 50%#1.html", "kept"]);
    const names = ids.map((id) => `${id}.html`);
    assert.deepEqual((await readdir(at("a 50%#1-accounts"))).sort(), names);
    assert.equal((await stat(at("a 50%#1-accounts"))).mode & 0o777, 0o700);
    const overview = await readFile(at("a 50%#1.html"), "utf8");
    for (const name of names) {
      assert.ok(overview.includes(`href="a%2050%25%231-accounts/${name}"`), name);
      assert.equal((await stat(at(`a 50%#1-accounts/${name}`))).mode & 0o777, 0o600);
      assert.match(
        await readFile(at(`a 50%#1-accounts/${name}`), "utf8"),
        /href="\.\.\/a%2050%25%231\.html"/,
      );
    }
  });

  it("are without the pages of an earlier run, and with whatever else lies there", async () => {
    await merge("mfa.html");
    const page = await readFile(at(`mfa-accounts/${ids[0]}.html`), "utf8");
    const own = ["999999999999.html", "888888888888.html", "notes.html"] as const;
    await writeFile(at(`mfa-accounts/${own[0]}`), page);
    await writeFile(at(`mfa-accounts/${own[1]}`), "somebody's own");
    await writeFile(at(`mfa-accounts/${own[2]}`), page);
    assert.equal((await merge("mfa.html")).code, 0);
    const there = (await readdir(at("mfa-accounts"))).sort();
    assert.deepEqual(there, [...ids.map((id) => `${id}.html`), own[1], own[2]].sort());
  });

  it("never take the place of a page that is somebody's own", async () => {
    await mkdir(at("mfa-accounts"));
    await writeFile(at(`mfa-accounts/${ids[1]}.html`), "somebody's own");
    const { code, stderr } = await merge("mfa.html");
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`mfa-accounts/${ids[1]}\\.html already exists`));
    assert.equal(await readFile(at(`mfa-accounts/${ids[1]}.html`), "utf8"), "somebody's own");
    assert.ok(!(await readdir(cwd)).includes("mfa.html"), "no overview leads to a page that is not its own");
  });

  it("are refused where nothing can lie beside them", async () => {
    await writeFile(at("mfa-accounts"), "a file");
    assert.match((await merge("mfa.html")).stderr, /mfa-accounts is a file/);
    for (const output of ["-", "/dev/stdout", "/dev/null"]) {
      const { code, stdout, stderr } = await merge(output);
      assert.deepEqual([code, stdout], [2, ""], output);
      assert.match(stderr, /such as --output mfa\.html/, output);
    }
    assert.equal((await merge("nowhere/mfa.html")).code, 2);
  });
});
