import { Overloaded } from "@silhouette/core/profile";
import { expect, test } from "vitest";
import { CallGroups, type CallGroupsOptions, Failed } from "./call-groups.ts";

type Options = CallGroupsOptions<string, string>;

const makeGroups = (serve: Options["serve"], options: Partial<Options> = {}) =>
  new CallGroups({
    serve,
    groupsMax: 1,
    waitingMax: 10,
    waitMillisMax: 1000,
    mayBeOneItem: () => true,
    clock: { now: () => 0 },
    ...options,
  });

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
  const group = makeGroups(gate.commit);
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
  const group = makeGroups(gate.commit);
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
  const group = makeGroups(gate.commit, { waitingMax: 2 });
  const accepted = [group.add("a"), group.add("b")];
  await expect(group.add("c")).rejects.toBeInstanceOf(Overloaded);
  await gate.open();
  expect(await Promise.all(accepted)).toEqual(["A", "B"]);
});

test("an item that makes its group fail fails alone", async () => {
  const group = makeGroups(async (items) => {
    if (items.includes("bad")) throw new Error("bad item");
    return items;
  });
  const results = await Promise.allSettled(["a", "bad", "b"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("an item that the store names as failed fails alone, and is not tried again", async () => {
  const groups: (readonly string[])[] = [];
  const serve = async (items: readonly string[]) => {
    groups.push(items);
    return items.map((item) => (item === "bad" ? new Failed(new Error("bad item")) : item));
  };
  const group = makeGroups(serve);
  const results = await Promise.allSettled(["a", "bad", "b"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(groups).toEqual([["a", "bad", "b"]]);
});

test("when the store goes while items are tried by themselves, those that are left are not tried", async () => {
  const tried: string[] = [];
  const serve = async (items: readonly string[]) => {
    if (items.length > 1) throw new Error("bad item");
    tried.push(...items);
    if (items[0] === "b") throw new Error("no connection");
    return items;
  };
  const group = makeGroups(serve, {
    mayBeOneItem: (error) => error instanceof Error && error.message === "bad item",
  });
  const results = await Promise.allSettled(["a", "b", "c", "d"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "rejected"]);
  expect(tried).toEqual(["a", "b"]);
});

test("items of a failed group are tried by themselves for no longer than calls may wait", async () => {
  let millis = 0;
  const tried: string[] = [];
  const serve = async (items: readonly string[]) => {
    if (items.length > 1) throw new Error("locked");
    tried.push(...items);
    millis += 600;
    throw new Error("locked");
  };
  const group = makeGroups(serve, { clock: { now: () => millis } });
  const results = await Promise.allSettled(["a", "b", "c", "d"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "rejected", "rejected"]);
  expect(tried).toEqual(["a", "b"]);
});

test("the next group is sent before the callers of the one before are answered", async () => {
  const events: string[] = [];
  const gate = makeGate();
  const group = makeGroups((items) => {
    events.push(`sent ${items.join("")}`);
    return gate.commit(items);
  });
  const answered = (item: string) => group.add(item).then((outcome) => events.push(`answered ${outcome}`));
  const first = answered("a");
  while (gate.groups.length < 1) await new Promise((resolve) => setImmediate(resolve));
  const second = answered("b");
  await gate.open();
  await first;
  await gate.open();
  await second;
  expect(events).toEqual(["sent a", "sent b", "answered A", "answered B"]);
});

test("when the store itself is gone, no item of a group is tried by itself", async () => {
  const groups: (readonly string[])[] = [];
  const serve = async (items: readonly string[]) => {
    groups.push(items);
    throw new Error("no connection");
  };
  const group = makeGroups(serve, { mayBeOneItem: () => false });
  const results = await Promise.allSettled(["a", "b"].map((item) => group.add(item)));
  expect(results.map((result) => result.status)).toEqual(["rejected", "rejected"]);
  expect(groups).toEqual([["a", "b"]]);
});

test("several groups may be under way where their order does not matter, and no more than that", async () => {
  const gate = makeGate();
  const group = makeGroups(gate.commit, { groupsMax: 2 });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const answers = [];
  for (const item of ["a", "b", "c"]) {
    answers.push(group.add(item));
    await turn();
    await turn();
  }
  expect(gate.groups).toEqual([["a"], ["b"]]);
  for (let opened = 0; opened < 3; opened++) await gate.open();
  expect(await Promise.all(answers)).toEqual(["A", "B", "C"]);
});

test("a call that would wait too long is refused at once with the time to come again, and those before it are served", async () => {
  let millis = 0;
  const gate = makeGate();
  const group = makeGroups(gate.commit, { clock: { now: () => millis } });
  const accepted = [group.add("a")];
  while (gate.groups.length < 1) await new Promise((resolve) => setImmediate(resolve));
  millis = 500;
  accepted.push(group.add("b"));
  millis = 501;
  await expect(group.add("c")).rejects.toMatchObject({ name: "Overloaded", retryAfterSeconds: 2 });
  await gate.open();
  await gate.open();
  expect(await Promise.all(accepted)).toEqual(["A", "B"]);
});

test("a store that was slow is tried again as soon as nothing is under way", async () => {
  let millis = 0;
  const gate = makeGate();
  const group = makeGroups(gate.commit, { clock: { now: () => millis } });
  const slow = group.add("a");
  while (gate.groups.length < 1) await new Promise((resolve) => setImmediate(resolve));
  millis = 60_000;
  await gate.open();
  await slow;
  const next = group.add("b");
  await gate.open();
  expect(await next).toBe("B");
});
