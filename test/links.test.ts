import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../sandbox/checkout";

/** The pages that people read, by their path in the checkout. */
const PAGES = [".", "docs", "docs/rules", "policypack"].flatMap((folder) =>
  readdirSync(path.join(CHECKOUT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join(folder, name)),
);

function textOf(page: string): string {
  return readFileSync(path.join(CHECKOUT, page), "utf8").replace(/^```.*?^```$/gms, "");
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What is wrong with a link of a page; undefined: nothing, or it leads out of the checkout. */
function fault(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [to = "", anchor] = link.split("#");
  const target = to === "" ? page : path.join(path.dirname(page), to);
  if (!existsSync(path.join(CHECKOUT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchorsOf(target).includes(anchor)) return undefined;
  return `${link}: ${target} has no such heading`;
}

describe("the links of a page lead somewhere", () => {
  for (const page of PAGES) {
    it(page, () => {
      const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
      assert.deepEqual(
        links.map((link) => fault(page, link)).filter((wrong) => wrong !== undefined),
        [],
      );
    });
  }
});
