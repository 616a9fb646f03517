import { Overloaded } from "@silhouette/core/profile";
import { expect, test } from "vitest";
import { GroupCommit } from "./group-commit.ts";

/** A commit that the test lets through when it likes. */
function makeGate() {
  const groups: (readonly string[])[] = [];
  const waiting: (() => void)[] = [];
  const commit = async (items: readonly string[]) => {
    groups.push(items);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return items.map((item) => item.toUpperCase());
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    groups,
    commit,
    async open() {
      while (waiting.length === 0) await turn();
      waiting.shift()?.();
      await turn();
    },
  };
}

test("calls that arrive during a commit share the next one, in the order of their arrival", async () => {
  const gate = makeGate();
  const group = new GroupCommit(gate.commit, 10);
  const first = group.add("a");
  await gate.open();
  expect(await first).toBe("A");
  const second = group.add("b");
  while (gate.groups.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const rest = [group.add("c"), group.add("d"), group.add("e")];
  await gate.open();
  await gate.open();
  expect(await Promise.all([second, ...rest])).toEqual(["B", "C", "D", "E"]);
  expect(gate.groups).toEqual([["a"], ["b"], ["c", "d", "e"]]);
});

test("nobody is answered before the commit", async () => {
  const gate = makeGate();
  const group = new GroupCommit(gate.commit, 10);
  let isAnswered = false;
  const answer = group.add("a").then(() => {
    isAnswered = true;
  });
  while (gate.groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  await gate.open();
  await answer;
  expect(isAnswered).toBe(true);
});

test("one item more than may wait is refused at once, and those before it are served", async () => {
  const gate = makeGate();
  const group = new GroupCommit(gate.commit, 2);
  const accepted = [group.add("a"), group.add("b")];
  await expect(group.add("c")).rejects.toBeInstanceOf(Overloaded);
  await gate.open();
  expect(await Promise.all(accepted)).toEqual(["A", "B"]);
});

test("an item that makes its group fail fails alone", async () => {
  const group = new GroupCommit(async (items: readonly string[]) => {
    if (items.includes("bad")) throw new Error("bad item");
    return items;
  }, 10);
  const results = await Promise.allSettled(["a", "bad", "b"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
