import assert from "node:assert/strict";
import { nearest } from "../../../policypack/rollout/quote";

const KEYS = ["name", "users", "groups", "rest", "deadline"];

const CASES: readonly (readonly [word: string, meant: string | undefined])[] = [
  ["users", "users"],
  ["Users", "users"],
  ["user", "users"],
  ["uesrs", "users"],
  ["usres", "users"],
  ["ursre", undefined],
  ["dedline", "deadline"],
  ["deadlines", "deadline"],
  ["dead-line", "deadline"],
  ["gruop", "groups"],
  ["nmae", "name"],
  ["", undefined],
  ["colour", undefined],
  ["x".repeat(1_000_000), undefined],
];

describe("the nearest word", () => {
  for (const [word, meant] of CASES) {
    it(`to "${word.slice(0, 20)}" is ${meant ?? "none"}`, () => assert.equal(nearest(word, KEYS), meant));
  }
});
