import assert from "node:assert/strict";
import { lazy, loadAhead } from "../../../policypack/pulumi/lazy";

describe("loading ahead", () => {
  const { setTimeout } = globalThis;
  const { liveAccounts } = lazy;
  let due: (() => void)[];
  beforeEach(() => {
    due = [];
    const later = (callback: () => void) => (due.push(callback), { unref: () => undefined });
    globalThis.setTimeout = later as unknown as typeof setTimeout;
  });
  afterEach(() => {
    globalThis.setTimeout = setTimeout;
    lazy.liveAccounts = liveAccounts;
  });

  it("leaves what can't be loaded to whoever needs it", () => {
    let asked = 0;
    lazy.liveAccounts = () => {
      asked++;
      throw new Error("no such module");
    };
    loadAhead();
    for (const callback of due) callback();
    assert.equal(asked, 1);
    assert.throws(lazy.liveAccounts, /no such module/);
  });
});
