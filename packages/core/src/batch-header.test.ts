import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { warnedColumns } from "./batch.ts";
import { BatchHeader, parseBatchHeader } from "./batch-header.ts";
import { refuse } from "./result.ts";

/** Header and warnings as `code: detail`, for a header row that is accepted. */
function read(line: string) {
  const parsed = parseBatchHeader(line);
  if (!parsed.ok) throw new Error(parsed.refusal);
  const { header, warnings } = parsed.value;
  return { ...header, warnings: warnings.map((warning) => `${warning.code}: ${warning.detail}`) };
}

describe("the first column", () => {
  test.each([
    ["pcId", "tntId"],
    ["thirdPartyId", "thirdPartyId"],
    [" thirdPartyId\t", "thirdPartyId"],
    ["pcId\r", "tntId"],
  ])("%j names the id", (line, idKind) => {
    expect(read(line)).toEqual({ idKind, columns: [], warnings: [] });
  });

  test.each([
    [""],
    ["pcid"],
    ["PCID"],
    ["thirdpartyid"],
    ["mbox3rdPartyId"],
    ["mboxPC"],
    ["marketingCloudVisitorId"],
    ["profile.pcId"],
    ['"pcId"'],
    ["pc%49d"],
    ["tier,pcId"],
    ["pcId;tier"],
    ["__proto__,tier"],
    ["constructor"],
    ["\ufeffpcId"],
  ])("%j refuses the batch: it must be spelled exactly so", (line) => {
    expect(parseBatchHeader(line)).toEqual(refuse("first-column"));
  });
});

describe("further columns", () => {
  test("are attribute names, percent-decoded, with blanks cut off (U-15)", () => {
    expect(read("pcId, tier ,\tstad%C3%B6rt,%EB%8F%84%EC%8B%9C,도시 2,a%2Cb,a+b\r")).toEqual({
      idKind: "tntId",
      columns: ["tier", "stadört", "도시", "도시 2", "a,b", "a b"],
      warnings: [],
    });
  });

  test("may bear names that trip objects up", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    expect(read(`pcId,${names.join(",")}`)).toEqual({ idKind: "tntId", columns: names, warnings: [] });
  });

  test("lose one leading profile., with a warning (U-16)", () => {
    expect(read("pcId,profile.tier,profile.profile.x")).toEqual({
      idKind: "tntId",
      columns: ["tier", "profile.x"],
      warnings: ['prefixed-column: The prefix "profile." was cut off: profile.tier, profile.profile.x'],
    });
  });

  test("with a reserved name are ignored, with a warning (U-20)", () => {
    expect(read("pcId,user.visits,tier,profile.mobile.os,browserTime")).toEqual({
      idKind: "tntId",
      columns: [null, "tier", null, null],
      warnings: [
        "reserved-name: Ignored, because the name is reserved: user.visits, profile.mobile.os, browserTime",
        'prefixed-column: The prefix "profile." was cut off: profile.mobile.os',
      ],
    });
  });

  test("with a name that cannot be stored are ignored, with a warning", () => {
    const long = "a".repeat(129);
    expect(read(`pcId,,%FF,a%00b,${long},profile.`)).toEqual({
      idKind: "tntId",
      columns: [null, null, null, null, null],
      warnings: [
        `invalid-name: Ignored, because the name is empty, too long or not valid text: , %FF, a%00b, ${long.slice(0, 80)}, profile.`,
        'prefixed-column: The prefix "profile." was cut off: profile.',
      ],
    });
  });

  test("may repeat, with a warning (U-16)", () => {
    expect(read("pcId,tier,city,tier,profile.tier")).toEqual({
      idKind: "tntId",
      columns: ["tier", "city", "tier", "tier"],
      warnings: [
        "duplicate-column: Named more than once, so the last filled cell wins: tier, profile.tier",
        'prefixed-column: The prefix "profile." was cut off: profile.tier',
      ],
    });
  });

  test("are named in a warning up to ten", () => {
    const columns = Array.from({ length: 13 }, (_, index) => `user.${index}`);
    expect(read(`pcId,${columns.join(",")}`).warnings).toEqual([
      `reserved-name: Ignored, because the name is reserved: ${columns.slice(0, 10).join(", ")} and 3 more`,
    ]);
  });

  test("can be taken from a warning again, without those that have no name", () => {
    const columnsOf = (line: string) => {
      const parsed = parseBatchHeader(line);
      return parsed.ok ? parsed.value.warnings.map(({ code, detail }) => [code, warnedColumns(detail)]) : [];
    };
    expect(columnsOf("pcId,user.visits,profile.tier,profile.profile.x")).toEqual([
      ["reserved-name", { names: ["user.visits"], more: 0 }],
      ["prefixed-column", { names: ["profile.tier", "profile.profile.x"], more: 0 }],
    ]);
    expect(columnsOf("pcId,,%FF,")).toEqual([["invalid-name", { names: ["%FF"], more: 0 }]]);
    expect(columnsOf("pcId,")).toEqual([["invalid-name", { names: [], more: 0 }]]);
    const columns = Array.from({ length: 13 }, (_, index) => `user.${index}`);
    expect(columnsOf(`pcId,${columns.join(",")}`)).toEqual([
      ["reserved-name", { names: columns.slice(0, 10), more: 3 }],
    ]);
    expect(warnedColumns("")).toEqual({ names: [], more: 0 });
  });
});

test("warnings stand on line 1, each kind once, with text that the store can hold", () => {
  const hard = fc.constantFrom("profile.", "user.", "a", "%00", "\0", "\ud800", "%FF", ",", " ", "é", "%");
  fc.assert(
    fc.property(fc.string({ unit: hard }), (cells) => {
      const parsed = parseBatchHeader(`pcId,${cells}`);
      if (!parsed.ok) throw new Error(parsed.refusal);
      const { warnings } = parsed.value;
      expect(new Set(warnings.map((warning) => warning.code)).size).toBe(warnings.length);
      for (const warning of warnings) {
        expect(warning).toMatchObject({ line: 1, outcome: "warned", profileId: "" });
        expect(warning.detail).not.toContain("\0");
        expect(warning.detail.isWellFormed()).toBe(true);
      }
    }),
  );
});

test("no line makes it throw, each further cell is one column, and the header survives JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (line) => {
      const parsed = parseBatchHeader(`thirdPartyId,${line}`);
      if (!parsed.ok) throw new Error(parsed.refusal);
      const { header } = parsed.value;
      expect(header.columns).toHaveLength(line.split(",").length);
      expect(BatchHeader.parse(JSON.parse(JSON.stringify(header)))).toEqual(header);
      parseBatchHeader(line);
    }),
  );
});
