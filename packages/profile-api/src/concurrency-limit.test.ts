import { expect, test } from "vitest";
import { ConcurrencyLimit } from "./concurrency-limit.ts";

test("work of one name is refused beyond the limit, other names are not concerned, and places are given back", async () => {
  const limit = new ConcurrencyLimit(2);
  const releases: (() => void)[] = [];
  const wait = () => new Promise<string>((resolve) => releases.push(() => resolve("done")));
  const first = limit.run("a", wait);
  const second = limit.run("a", wait);
  expect(await limit.run("a", wait)).toBeNull();
  expect(await limit.run("b", async () => "other")).toBe("other");
  for (const release of releases) release();
  expect(await Promise.all([first, second])).toEqual(["done", "done"]);
  expect(await limit.run("a", async () => "again")).toBe("again");
});

test("a failure gives its place back too", async () => {
  const limit = new ConcurrencyLimit(1);
  await expect(limit.run("a", () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await limit.run("a", async () => "again")).toBe("again");
});
