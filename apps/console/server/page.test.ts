import { describe, expect, test } from "vitest";
import { z } from "zod";
import { pageQuery, toPage } from "./page";

const Query = z.object(pageQuery(z.object({ at: z.iso.datetime(), id: z.string() })));
const place = { at: "2026-03-02T09:15:27.411Z", id: "ä/1" };

test("without parameters the first page has a hundred entries", () => {
  expect(Query.parse({})).toEqual({ limit: 100, cursor: null });
});

test("what a page gives as next begins the page after it", () => {
  const { items, next } = toPage(
    [
      { ...place, name: "shown" },
      { ...place, name: "more" },
    ],
    1,
    ({ at, id }) => ({ at, id }),
  );
  expect(items).toEqual([{ ...place, name: "shown" }]);
  expect(next).toMatch(/^[\w-]+$/);
  expect(Query.parse({ limit: "1", cursor: next })).toEqual({ limit: 1, cursor: place });
});

test("the last page has no next, also when it is full or empty", () => {
  expect(toPage([place], 1, ({ id }) => id).next).toBeNull();
  expect(toPage([], 1, () => "").next).toBeNull();
});

describe("refuses", () => {
  test.each(["0", "1001", "1.5", "", "x"])("the limit %j", (limit) => {
    expect(Query.safeParse({ limit }).success).toBe(false);
  });
  test.each([
    "",
    "x",
    "%%%",
    Buffer.from("null").toString("base64url"),
    Buffer.from('{"id":"1"}').toString("base64url"),
    Buffer.from(JSON.stringify({ ...place, id: "x".repeat(2000) })).toString("base64url"),
  ])("the cursor %j", (cursor) => {
    expect(Query.safeParse({ cursor }).success).toBe(false);
  });
});
