import assert from "node:assert/strict";
import { render } from "../../cli/instructions/render";
import { rootLetter } from "../../cli/instructions/root-letter";
import { userLetter } from "../../cli/instructions/user-letter";
import { toSite } from "../../cli/report/html/organization-page";
import type { Report } from "../../cli/report/report-model";
import { sourceOf } from "../../cli/report/source";
import { Browser, NO_BROWSER, type View } from "../support/browser";
import { skip } from "../support/skip";
import { consoleUser, modelAccount, userWithoutMfa } from "../support/accounts";
import { fullReport, hostileReport, reportOf } from "./reports";
import { organizationReport } from "./report/several-accounts";
import { toHtml } from "./texts";

function withoutPolicy(html: string): string {
  return html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
}

const PHONE: View = { width: 500, height: 2000 };

/** How many rows the table of findings is written with. */
function rowsOf(report: Report): number {
  return toHtml(report).split("<tr data-severity=").length - 1;
}

describe("the HTML report in a browser", () => {
  let browser: Browser;

  before(async function () {
    const started = await Browser.start();
    if (!started) return skip(this, NO_BROWSER);
    browser = started;
  });

  after(() => (browser as Browser | undefined)?.close());

  /** What a script of the test's own says of a report, after the page's. */
  function evaluate(report: Report, script: string, view: View = {}): Promise<unknown> {
    return evaluateIn(toHtml(report), script, view);
  }

  async function evaluateIn(html: string, script: string, view: View = {}): Promise<unknown> {
    return (await browser.open(html, view)).evaluate(script);
  }

  it("runs its script under its own policy, which shows the filters", async () => {
    const report = fullReport();
    const dom = String(await evaluate(report, "return document.documentElement.outerHTML"));
    const all = rowsOf(report);
    assert.match(dom, new RegExp(`id="count"[^>]*>${all} of ${all} shown<`));
    assert.doesNotMatch(dom, /id="filters"[^>]*hidden/);
  });

  it("filters by text and by choice", async () => {
    const script = `
      const rows = () => [...document.querySelectorAll("#findings-table tbody tr")].filter((r) => !r.hidden).length;
      const set = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event("input")); return rows(); };
      return [rows(), set("filter-severity", "critical"), set("filter-severity", ""), set("filter-text", "boss"), set("filter-status", "unknown")];`;
    const report = fullReport();
    const all = rowsOf(report);
    const boss = toHtml(report)
      .split("<tr data-severity=")
      .slice(1)
      .filter((row) => row.split("</tr>")[0]?.includes("boss")).length;
    assert.ok(boss > 0 && boss < all);
    assert.deepEqual(await evaluate(report, script), [all, 1, all, boss, 0]);
  });

  it("shows as many of each rule where there are too many for one screen, and says how many", async () => {
    const script = `
      const of = (rule) => [...document.querySelectorAll("#findings-table tbody tr")].filter((r) => !r.hidden && r.dataset.rule === rule).length;
      const told = () => [of("console-user-mfa"), of("force-mfa-coverage"), document.getElementById("count").textContent];
      const first = told();
      document.getElementById("show-all").click();
      return [first, told()];`;
    const users = Array.from({ length: 450 }, (_, i) =>
      i < 50 ? userWithoutMfa(`late-${i}`) : consoleUser(`user-${i}`),
    );
    const isOne = (rule: string) => ["console-user-mfa", "force-mfa-coverage"].includes(rule);
    const { accounts, rules, ...rest } = reportOf([modelAccount(users)]);
    const report = {
      ...{ ...rest, rules: rules.filter(({ name }) => isOne(name)) },
      accounts: accounts.map((account) => ({
        ...account,
        results: account.results.filter(({ rule }) => isOne(rule)),
      })),
    };
    const words =
      "Of 501 shown: 50 of 50 console-user-mfa, 250 of 451 force-mfa-coverage. " +
      "Choose a rule to see more of it, or show all.";
    assert.deepEqual(await evaluate(report, script), [
      [50, 250, words],
      [50, 451, "501 of 501 shown"],
    ]);
  });

  it("sorts by severity and not by its spelling, and tells the order to a screen reader", async () => {
    const script = `
      const header = document.querySelectorAll("#findings-table th")[1];
      const first = () => document.querySelector("#findings-table tbody tr").dataset.severity + " " + header.getAttribute("aria-sort");
      const click = () => { header.querySelector("button").click(); return first(); };
      return [click(), click()];`;
    assert.deepEqual(await evaluate(fullReport(), script), ["critical ascending", "low descending"]);
  });

  it("has a name for each table, field and region, and one heading of the first rank", async () => {
    const script = `
      const all = (s) => [...document.querySelectorAll(s)];
      return {
        tables: all("table").filter((t) => !t.caption || !t.tHead.querySelector("th[scope=col]") || !t.tBodies[0].querySelector("th[scope=row]")).length,
        fields: all("input, select, meter").filter((f) => f.labels.length === 0).length,
        regions: all("[role=region], section, article").filter((r) => !r.getAttribute("aria-label") && !document.getElementById(r.getAttribute("aria-labelledby"))).length,
        headings: all("h1").length, landmarks: ["header", "main", "footer"].filter((l) => all(l).length !== 1).length,
        links: all("a[href^='#']").filter((a) => !document.getElementById(a.hash.slice(1))).length,
        ids: all("[id]").length - new Set(all("[id]").map((e) => e.id)).size,
      };`;
    const nothing = { tables: 0, fields: 0, regions: 0, headings: 1, landmarks: 0, links: 0, ids: 0 };
    assert.deepEqual(await evaluate(fullReport(), script), nothing);
    assert.deepEqual(await evaluateIn(overviewOf(3), script), nothing);
  });

  it("has enough contrast in both schemes", async () => {
    const script = `
      const light = (c) => { const [r, g, b] = c.match(/\\d+/g).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
      const paper = light(getComputedStyle(document.body).backgroundColor);
      const texts = [...document.querySelectorAll("p, li, td, th, .tag, a, dt, dd, caption")];
      const worst = Math.min(...texts.map((t) => { const ink = light(getComputedStyle(t).color); return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05); }));
      return [worst >= 4.5, paper < 0.5 ? "dark" : "light"];`;
    for (const scheme of ["dark", "light"] as const)
      assert.deepEqual(await evaluate(fullReport(), script, { scheme }), [true, scheme], scheme);
  });

  /** The overview of an organization in which every third account has nothing wrong. */
  function overviewOf(count: number): string {
    const { accounts: models, ...report } = organizationReport({ failures: [], leftOut: [] });
    const accounts = Array.from({ length: count }, (_, index) => {
      const id = `${100_000_000_000 + index}`;
      const model = models[index % 3 === 0 ? 1 : 0];
      assert.ok(model);
      const organization = { id: "o-abcdefghij", accountName: `team-${index}`, unit: "Root/Teams" };
      return { ...model, id, organization };
    });
    const source = sourceOf({ ...report, accounts }, true);
    return toSite(source, { folder: "mfa-accounts", overview: "../mfa.html" }).overview;
  }

  it("has an overview of an organization that is searched whole, and shows 300 rows until all are asked for", async () => {
    const script = `
      const rows = () => [...document.querySelectorAll("#accounts-table tbody tr")].filter((r) => !r.hidden).length;
      const told = () => [rows(), document.getElementById("count").textContent];
      const set = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event("input")); return told(); };
      return [told(), set("filter-text", "team-59"), set("filter-rule", "root-mfa"), set("filter-text", ""),
        set("filter-rule", ""), (document.getElementById("show-all").click(), told())];`;
    // 59 and 590 to 599; those whose number is no multiple of three are 59, 590, 592, 593, 595, 596, 598 and 599.
    assert.deepEqual(await evaluateIn(overviewOf(600), script), [
      [300, "the first 300 of 600 shown"],
      [11, "11 of 600 shown"],
      [8, "8 of 600 shown"],
      [300, "the first 300 of 400 shown"],
      [300, "the first 300 of 600 shown"],
      [600, "600 of 600 shown"],
    ]);
  });

  it("sorts an overview by the account's name, also what is not shown", async () => {
    const script = `
      const header = [...document.querySelectorAll("#accounts-table thead th")].find((th) => th.textContent === "Name");
      const first = () => document.querySelector("#accounts-table tbody tr:not([hidden]) td").textContent;
      const click = () => { header.querySelector("button").click(); return first(); };
      return [click(), click()];`;
    const told = (await evaluateIn(overviewOf(400), script)) as string[];
    assert.deepEqual(
      told.map((name) => /team-\d+/.exec(name)?.[0]),
      ["team-0", "team-399"],
    );
  });

  for (const width of [1200, 400])
    it(`has an overview that fits ${width} pixels but for what scrolls by itself`, async () => {
      const script = `const { scrollWidth, clientWidth } = document.body; return [scrollWidth <= clientWidth, clientWidth <= ${width}];`;
      assert.deepEqual(await evaluateIn(overviewOf(9), script, { width }), [true, true]);
    });

  it("runs nothing that came from an account", async () => {
    // The page's policy would stop it too; here it is the escaping that must.
    const html = withoutPolicy(toHtml(hostileReport())).replaceAll("alert(1)", "document.title=1");
    const page = await browser.open(html, {});
    await page.wait(3000);
    const title = await page.evaluate("return document.title");
    assert.match(String(title), /^MFA report/);
  });

  it("prints", async () => {
    const pdf = await (await browser.open(toHtml(fullReport()), {})).pdf();
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 10_000);
  });

  it("shows each account of an overview whole on a phone, and says what each number is", async () => {
    const script = `
      const cells = [...document.querySelectorAll("#accounts-table tbody th, #accounts-table td")];
      const wide = cells.filter((e) => e.getBoundingClientRect().right > innerWidth);
      const numbers = [...document.querySelectorAll("#accounts-table td.narrow")];
      const unsaid = numbers.filter((e) => !getComputedStyle(e, "::before").content.includes(e.dataset.head));
      return [innerWidth <= 500, cells.length > 0, wide.length, numbers.length > 0, unsaid.length];`;
    assert.deepEqual(await evaluateIn(overviewOf(3), script, PHONE), [true, true, 0, true, 0]);
  });

  it("shows each finding whole on a phone, with the name first", async () => {
    const script = `
      const wide = [...document.querySelectorAll(".stacks tbody th, .stacks td, caption")].filter((e) => e.getBoundingClientRect().right > innerWidth);
      const { top } = document.querySelector("#findings-table tbody th").getBoundingClientRect();
      const others = [...document.querySelectorAll("#findings-table tbody tr:first-child td")];
      return [innerWidth <= 500, wide.length, others.every((td) => td.getBoundingClientRect().top > top)];`;
    assert.deepEqual(await evaluate(fullReport(), script, PHONE), [true, 0, true]);
  });

  it("leaves no button in the head of a printed table, which Chromium would not repeat", async () => {
    const printed = toHtml(fullReport()).replace("@media print", "@media all");
    const script = `const all = [...document.querySelectorAll("thead button")]; return [all.length > 0, all.every((b) => getComputedStyle(b).display === "contents")];`;
    assert.deepEqual(await evaluateIn(printed, script), [true, true]);
  });

  for (const width of [600, 400]) {
    it(`has letters that fit ${width} pixels, with the longest name and address`, async () => {
      const name = "n".repeat(64);
      const accountInfo = { accountId: "111122223333", partition: "aws", alias: "a".repeat(63) };
      const facts = {
        accountInfo,
        contact: null,
        device: "virtual",
        devices: [],
        breaks: [],
        now: new Date(0),
      } as const;
      const letters = [
        userLetter({ ...facts, name, standing: { kind: "no deadline" } }),
        rootLetter({ ...facts, device: "totp" }),
      ];
      const script = `const { scrollWidth, clientWidth } = document.body; return [scrollWidth <= clientWidth, clientWidth <= ${width}];`;
      for (const letter of letters)
        assert.deepEqual(
          await evaluateIn(render(letter, "html"), script, { width }),
          [true, true],
          letter.title,
        );
    });
  }

  it("asks for nothing from anywhere", () => {
    const html = toHtml(fullReport());
    assert.doesNotMatch(html, /<(link|img|iframe|object|embed|audio|video)\b|@import|url\(|src=/);
  });
});
