import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createFormatter, createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { formats } from "../i18n/formats";
import messages from "./en.json" with { type: "json" };

const root = path.join(import.meta.dirname, "..");
const code = ["app", "components", "features", "server"]
  .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
  .map((entry) => ({ name: entry.name, text: readFileSync(path.join(entry.parentPath, entry.name), "utf8") }));

/** Every key of the catalogue, as `implementation.token.generate`. */
const keys = (function list(node: object, prefix: string): string[] {
  return Object.entries(node).flatMap(([name, value]) =>
    typeof value === "string" ? [`${prefix}${name}`] : list(value, `${prefix}${name}.`),
  );
})(messages, "");

/** Keys that code puts together, such as `act.${act}Title`: any word may stand for the expression. */
const composed = code
  .flatMap(({ text }) => [...text.matchAll(/`([\w.-]*\$\{[^`]*)`/g)])
  .map(([, template = ""]) => template.replaceAll(/\$\{[^{}]*\}/g, "*"))
  .filter((pattern) => /^[\w.*-]+$/.test(pattern) && /\w/.test(pattern))
  .map((pattern) => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[\\w.-]+")}$`));

test("every key of the catalogue is used by a component, or by what writes mails", () => {
  // Quoted, at the end of a longer key, or put together: a namespace may hold the front of a key.
  const isUsed = (key: string) => {
    const parts = key.split(".");
    const tails = parts.map((_, index) => parts.slice(index).join("."));
    return tails.some(
      (tail) => code.some(({ text }) => text.includes(`"${tail}"`)) || composed.some((pattern) => pattern.test(tail)),
    );
  };
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});

const t = createTranslator({ locale: "en", messages, formats, timeZone: "UTC" });

test.each([
  [{ days: 89, hours: 23, minutes: 56 }, "89 days, 23 hours, 56 minutes"],
  [{ days: 1, hours: 1, minutes: 1 }, "1 day, 1 hour, 1 minute"],
  [{ days: 0, hours: 0, minutes: 5 }, "0 days, 0 hours, 5 minutes"],
])("the time left reads as on the settings screen: %o", (left, text) => {
  expect(t("implementation.token.remaining", left)).toBe(text);
});

test("a moment is printed with its time zone, in a chart as well", () => {
  const when = new Date("2026-03-02T09:05:00.000Z");
  const format = createFormatter({ locale: "en", formats, timeZone: "UTC" });
  expect(format.dateTime(when, "stamp")).toBe("Mar 2, 2026, 09:05 UTC");
  expect(format.dateTime(when, "clock")).toBe("09:05 UTC");
});
