import assert from "node:assert/strict";
import { Memory, remembered } from "../../../policypack/iam/memory";

/** A function of a text, and what it was asked. */
function asking() {
  const asked: string[] = [];
  return {
    asked,
    ask: (text: string) => {
      asked.push(text);
      return text.length > 1;
    },
  };
}

describe("what is remembered", () => {
  it("is asked once, whatever the answer is", () => {
    const { asked, ask } = asking();
    const knows = remembered(ask);
    assert.deepEqual(["a", "bb", "a", "bb"].map(knows), [false, true, false, true]);
    assert.deepEqual(asked, ["a", "bb"]);
  });

  it("is bounded where it outlives who asks", () => {
    const { asked, ask } = asking();
    const memory = new Memory<boolean>(2);
    for (const text of ["a", "bb", "a", "ccc", "ccc", "a"]) memory.of(text, () => ask(text));
    assert.deepEqual(asked, ["a", "bb", "ccc", "a"]);
  });

  it("is counted with what its answers remember, and stays with who still uses one of them", () => {
    const memory = new Memory<(text: string) => boolean>(3);
    const { asked, ask } = asking();
    const get = () => memory.of("key", () => remembered(ask, () => memory.taken()));
    const first = get();
    ["a", "b"].forEach(first);
    assert.equal(get(), first);
    first("c");
    assert.notEqual(get(), first);
    first("a");
    assert.deepEqual(asked, ["a", "b", "c"]);
  });
});
