import { expect, test } from "vitest";
import { chainLine, faultLine, summary } from "./report.mjs";
import { readOptions } from "./verify-options.mjs";

const hash = "ab".repeat(32);
const at = new Date("2026-03-01T08:00:00.000Z");
/** @param {Partial<import("@silhouette/db/audit-verification").AuditFault>} fault */
const fault = (fault) =>
  faultLine({ chain: "cl_1", kind: "altered", seq: 3, throughSeq: 3, id: "event-3", at, ...fault });

test("a head that a run prints is what another one expects", () => {
  const stand = { anchorSeq: 5, headSeq: 7, headHash: hash };
  const line = chainLine({ chain: "cl_1", clientCode: "acme", events: 2, faults: 0, ...stand });
  expect(line).toBe(`cl_1 (acme): faults: 0, events: 2 (6 to 7), head cl_1:7:${hash}`);
  const head = line.split("head ")[1] ?? "";
  expect(readOptions(["--expect", head, "--expect", `installation:1:${hash.toUpperCase()}`])).toEqual({
    help: false,
    noted: [
      { chain: "cl_1", seq: 7, hash },
      { chain: "installation", seq: 1, hash },
    ],
  });
});

test.each(["cl_1:7", "cl_1:x:ab", `cl_1:7:${hash}0`, `:7:${hash}`])("%s is refused, with what is wanted", (text) => {
  expect(() => readOptions(["--expect", text])).toThrow("--expect must be <chain>:<seq>:<hash>");
});

test("an option that is none is refused with the usage", () => {
  expect(() => readOptions(["--exepct", "x"])).toThrow("npm run --silent audit:verify");
});

test("a fault names the event, its place and its time", () => {
  expect(fault({})).toBe("FAULT cl_1:3: event-3 of 2026-03-01T08:00:00.000Z was altered");
  expect(fault({ at: new Date(Number.NaN) })).toBe("FAULT cl_1:3: event-3 of no time was altered");
  expect(fault({ kind: "removed", id: null, at: null })).toBe("FAULT cl_1:3: was removed");
  expect(fault({ kind: "removed", throughSeq: 9, id: null, at: null })).toBe("FAULT cl_1:3 to 9: were removed");
  expect(fault({ kind: "inserted", seq: 0, throughSeq: 0 })).toMatch(
    "event-3 of 2026-03-01T08:00:00.000Z was inserted",
  );
  expect(fault({ kind: "head mismatch", seq: 0, throughSeq: 0, id: null, at: null })).toMatch(
    "head of the chain is gone",
  );
});

test("the last line says whether there is something to do", () => {
  expect(summary(0)).toMatch(/^No event was altered, removed or inserted/);
  expect(summary(2)).toMatch(/^Faults: 2/);
});
