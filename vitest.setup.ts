import { afterEach, beforeEach, expect } from "vitest";

/**
 * An unexpected `console.error` fails its test: React, Next and libraries report there what is wrong and goes on.
 * A test that expects one replaces `console.error` itself: `vi.spyOn(console, "error").mockImplementation(() => {})`.
 */
const original = console.error;
let unexpected: unknown[][] = [];

beforeEach(() => {
  unexpected = [];
  console.error = (...values: unknown[]) => {
    unexpected.push(values);
    original(...values);
  };
});

afterEach(() => {
  console.error = original;
  expect(unexpected, "console.error was called").toEqual([]);
});
