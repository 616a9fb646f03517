import { expect, test } from "vitest";
import { toSafePath, toSafePathOn } from "./safe-path";

test.each([
  ["/administration/implementation", "/administration/implementation"],
  ["/batches?state=stuck&page=2", "/batches?state=stuck&page=2"],
  ["/batches#row", "/batches"],
  ["/", "/"],
])("a path of the console is kept: %s", (given, path) => {
  expect(toSafePath(given)).toBe(path);
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "/\t/evil.example",
  "///evil.example",
  "http:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://console.invalid@evil.example/",
  "/.//evil.example",
  "http://",
  "batches",
  "",
])("a sign-in never leads to another host or a script: %j", (given) => {
  expect(toSafePath(given)).toBe("/");
});

test("a link to the console's own origin keeps its path, a longer name of the same start does not count as it", () => {
  expect(toSafePathOn("http://127.0.0.1:3000", "http://127.0.0.1:3000/batches?page=2")).toBe("/batches?page=2");
  expect(toSafePathOn("http://127.0.0.1:3000", "http://127.0.0.1:3000")).toBe("/");
  expect(toSafePathOn("http://127.0.0.1:3000", "http://127.0.0.1:3000.evil.example/")).toBe("/");
  expect(toSafePathOn("http://127.0.0.1:3000", "http://127.0.0.1:3000@evil.example/")).toBe("/");
  expect(toSafePathOn("http://127.0.0.1:3000", "http://127.0.0.1:3000//evil.example/")).toBe("/");
});
