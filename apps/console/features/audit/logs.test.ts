import { expect, test } from "vitest";
import { INSTALLATION_LOG, ownerOf, readLog } from "./logs";

test("an address names the installation's log, or that of a client by its id", () => {
  expect(readLog(INSTALLATION_LOG)).toBe(INSTALLATION_LOG);
  expect(ownerOf(INSTALLATION_LOG)).toBeNull();
  expect(readLog("cl_4sD9kQ2xWb")).toBe("cl_4sD9kQ2xWb");
  expect(ownerOf("cl_4sD9kQ2xWb")).toBe("cl_4sD9kQ2xWb");
});

test.each([null, undefined, "", "acme", "cl_", "cl_a/b", "cl_a b", "cl_%", "Installation", `cl_${"a".repeat(61)}`])(
  "anything else is the log of the client that is shown: %s",
  (text) => expect(readLog(text)).toBeNull(),
);
