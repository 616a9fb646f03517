import { expect, test } from "vitest";
import { checkFile, checkRow, withCorrections, withPrefix } from "./check-file";

const fileOf = (text: string | Uint8Array<ArrayBuffer>) => new File([text], "rows.csv");
const check = async (text: string | Uint8Array<ArrayBuffer>) => {
  const outcome = await checkFile(fileOf(text), () => {});
  if (outcome.kind === "refused") throw new Error(outcome.refusal);
  return outcome.file;
};

test("a file needs no prefix, and one that has it is left alone", async () => {
  expect(await (await withPrefix(fileOf("thirdPartyId,tier\na,b"))).text()).toBe("batch=thirdPartyId,tier\na,b");
  expect(await (await withPrefix(fileOf("batch=pcId,tier\na,b"))).text()).toBe("batch=pcId,tier\na,b");
  const marked = fileOf(new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode("thirdPartyId\na")]));
  expect(await (await withPrefix(marked)).text()).toBe("batch=thirdPartyId\na");
});

test("columns, samples and rows are what the server would find", async () => {
  const file = await check("thirdPartyId,tier,city\ncrm-1,gold,Z%C3%BCrich\ncrm-2,silver,\n");
  expect(file).toMatchObject({ rows: 2, faultyTotal: 0, headerText: "thirdPartyId,tier,city" });
  expect(file.header.columns).toEqual(["tier", "city"]);
  expect(file.samples).toEqual([
    { id: "crm-1", cells: ["gold", "Zürich"] },
    { id: "crm-2", cells: ["silver", ""] },
  ]);
});

test("what is wrong is told with its line and its text", async () => {
  const file = await check("thirdPartyId,tier\ncrm-1,gold\n,silver\n\ncrm-3,a,b\n");
  expect(file.faulty).toEqual([
    { line: 3, id: "", code: "missing-id", text: ",silver" },
    { line: 5, id: "crm-3", code: "too-many-cells", text: "crm-3,a,b" },
  ]);
});

test("corrections take the places of their rows, and every other row stays as it was, byte for byte", async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode("thirdPartyId,tier\n,x\ncrm-2,"), 0xff, 0x0a, 0x63]);
  const file = await check(bytes);
  const corrected = await (await withCorrections(file, new Map([[2, "crm-1,x"]]))).arrayBuffer();
  const expected = [...new TextEncoder().encode("batch=thirdPartyId,tier\ncrm-1,x\ncrm-2,"), 0xff, 0x0a, 0x63, 0x0a];
  expect([...new Uint8Array(corrected)]).toEqual(expected);
});

test.each([
  ["", "batch-empty"],
  ["thirdPartyId,tier\n", "batch-empty"],
  ["customer,tier\na,b", "first-column"],
] as const)("the file %j is refused before it is sent: %s", async (text, refusal) => {
  expect(await checkFile(fileOf(text), () => {})).toEqual({ kind: "refused", refusal });
});

test("more faults than can be shown are counted", async () => {
  const file = await check(`thirdPartyId,tier\n${",x\n".repeat(250)}`);
  expect(file.faulty).toHaveLength(100);
  expect(file.faultyTotal).toBe(250);
});

test("a check that is given up reads no further, and says nothing more", async () => {
  const given = new AbortController();
  const large = `thirdPartyId,tier\n${"crm-1,x\n".repeat(100_000)}`;
  const shares: number[] = [];
  const checking = checkFile(
    fileOf(large),
    (share) => {
      shares.push(share);
      given.abort();
    },
    given.signal,
  );
  await expect(checking).rejects.toThrow("aborted");
  expect(shares).toHaveLength(1);
  expect(shares[0]).toBeLessThan(1);
});

test("a file that cannot be read any more is no checked file", async () => {
  const file = fileOf("thirdPartyId,tier\ncrm-1,x");
  const gone = new Error("The file has moved");
  file.stream = () => new ReadableStream({ start: (controller) => controller.error(gone) });
  Object.assign(file, { slice: () => ({ arrayBuffer: () => Promise.reject(gone) }) });
  await expect(checkFile(file, () => {})).rejects.toBe(gone);
});

test("a corrected row is judged like a row of a file", async () => {
  const { header } = await check("thirdPartyId,tier\na,b");
  expect(await checkRow(header, "crm-1,gold")).toBeNull();
  expect(await checkRow(header, ",gold")).toBe("missing-id");
  expect(await checkRow(header, "a,b,c")).toBe("too-many-cells");
  expect(await checkRow(header, "")).toBe("missing-id");
  expect(await checkRow(header, "a,b\nc,d")).toBe("too-many-cells");
});
