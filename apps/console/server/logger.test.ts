import { expect, test } from "vitest";
import { createLogger } from "./logger";

function logged(entry: Record<string, unknown>): string {
  const lines: string[] = [];
  createLogger("info", { write: (line: string) => lines.push(line) }).info(entry, "message");
  return lines.join("");
}

test.each([
  ["authorization", { headers: { authorization: "Bearer hush" } }],
  ["cookie", { request: { headers: { cookie: "session=hush" } } }],
  ["set-cookie", { headers: { "set-cookie": "hush" } }],
  ["x-api-key", { headers: { "x-api-key": "hush" } }],
  ["password", { password: "hush" }],
  ["password in a form", { input: { password: "hush", passwordAgain: "hush" } }],
  ["client_secret", { form: { client_secret: "hush" } }],
  ["new token", { value: { text: "hush" } }],
  ["accessToken", { reply: { body: { accessToken: "hush" } } }],
])("a log line never holds a secret: %s", (_name, entry) => {
  expect(logged(entry)).not.toContain("hush");
});

test("a log line keeps what is not secret, such as the code of an error of the database", () => {
  expect(logged({ err: { code: "P2002" } })).toContain("P2002");
  expect(logged({ requestId: "r-1", path: "/sign-in" })).toContain('"requestId":"r-1"');
});
