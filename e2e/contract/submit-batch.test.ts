import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { apply, batchRefusal, countersOf, cut, statusPath, submit, valuesOf, waitForBatch, XML_TYPE } from "./calls.ts";
import { describeTargets } from "./targets.ts";

/** The file of contract section 17. */
const EXAMPLE = [
  "batch=thirdPartyId,tier,city,note",
  "crm-1001,gold,S%C3%A3o%20Paulo,a%2Cb",
  "crm-1002,,Lyon,",
  "crm-1003,silver",
  "crm/1004,bronze",
  "",
].join("\n");

/** A file of exactly so many bytes, in rows of one kilobyte that all change one profile. */
function fileOf(bytes: number): Buffer {
  const head = "batch=pcId,a\n";
  const row = `1,${"x".repeat(1021)}\n`;
  const rows = Math.floor((bytes - head.length) / row.length);
  const rest = bytes - head.length - rows * row.length;
  return Buffer.from(head + row.repeat(rows) + "\n".repeat(rest));
}

describeTargets((target) => {
  describe("200, accepted", () => {
    test("the worked example gets the worked answer and has the worked effect", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, EXAMPLE);
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
      const address = cut(reply.text, "batchStatus");
      expect(address.replace(/-\d{13}-\d{8}$/, "")).toBe(
        `${target.origin}/m2/${client.code}/profile/batchStatus?batchId=${client.code}`,
      );
      expect(reply.text).toBe(
        `<response><success>true</success><batchStatus>${address}</batchStatus><message>Batch submitted for processing</message></response>`,
      );

      const status = await waitForBatch(target, reply);
      expect(status.text).toBe(
        `<response><batchId>${address.split("=")[1]}</batchId><status>complete</status><batchSize>4</batchSize><consumedCount>4</consumedCount><successfulUpdates>3</successfulUpdates><profilesNotFound>0</profilesNotFound><failedUpdates>1</failedUpdates><profile><id>crm/1004</id><status>failed</status></profile></response>`,
      );
      expect(await valuesOf(target, client, "thirdPartyId/crm-1001")).toEqual({
        tier: "gold",
        city: "São Paulo",
        note: "a,b",
      });
      expect(await valuesOf(target, client, "thirdPartyId/crm-1002")).toEqual({ city: "Lyon" });
      expect(await valuesOf(target, client, "thirdPartyId/crm-1003")).toEqual({ tier: "silver" });
    });

    test("on v1 the same file changes what exists and creates nothing", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1001", { tier: "basic", kept: "yes" });
      const reply = await submit(target, client, EXAMPLE, { version: 1 });
      expect(cut(reply.text, "batchStatus")).toContain(`/m2/${client.code}/profile/batchStatus?batchId=`);
      expect(countersOf(await waitForBatch(target, reply))).toEqual([4, 4, 1, 2, 1]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1001")).toEqual({
        tier: "gold",
        city: "São Paulo",
        note: "a,b",
        kept: "yes",
      });
      expect(await valuesOf(target, client, "thirdPartyId/crm-1002")).toBeNull();
    });

    test("the address has one parameter and at most 255 characters, and names the host that was called (U-12)", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, "batch=pcId,a\n1,x\n", {
        headers: { Host: "profiles.example.test:8443" },
      });
      const address = cut(reply.text, "batchStatus");
      expect(address).toMatch(/^http:\/\/profiles\.example\.test:8443\/m2\//);
      expect(address.length).toBeLessThanOrEqual(255);
      expect([...new URL(address).searchParams.keys()]).toEqual(["batchId"]);
      expect(address).not.toContain("&");
      expect((await target.call(`${statusPath(reply)}&showDetails=true`)).status).toBe(200);
    });

    test("a host that could not stand in an address is not repeated (U-12)", async () => {
      const client = await target.createClient();
      const headers = { "X-Forwarded-Host": 'a.test/"><x>', "X-Forwarded-Proto": "javascript" };
      const reply = await submit(target, client, "batch=pcId,a\n1,x\n", { headers });
      expect(cut(reply.text, "batchStatus")).toMatch(/^http:\/\/[\w.-]+(?::\d+)?\/m2\//);
    });

    test("a proxy's word about scheme and host is repeated (U-12)", async () => {
      const client = await target.createClient();
      const headers = { "X-Forwarded-Host": "profiles.example.com", "X-Forwarded-Proto": "https" };
      const reply = await submit(target, client, "batch=pcId,a\n1,x\n", { headers });
      expect(cut(reply.text, "batchStatus")).toMatch(/^https:\/\/profiles\.example\.com\/m2\//);
    });

    test("escaped commas, line breaks, percent signs and text in any script arrive", async () => {
      const client = await target.createClient();
      const values = { a: "a,b\nc", b: "100% & <x>", c: "서울 스키 🎿", d: "Malmö, São Paulo", e: "東京" };
      const cells = Object.values(values).map(encodeURIComponent);
      await apply(target, client, `batch=thirdPartyId,a,b,c,d,e\ncrm-1,${cells.join(",")}\n`);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(values);
    });

    test("raw UTF-8 arrives as well", async () => {
      const client = await target.createClient();
      await apply(target, client, "batch=thirdPartyId,도시\n고객-1,서울\n");
      expect(await valuesOf(target, client, `thirdPartyId/${encodeURIComponent("고객-1")}`)).toEqual({ 도시: "서울" });
    });

    test.each([
      ["CRLF, a byte order mark and blank lines", "\ufeffbatch=thirdPartyId,tier\r\n\r\ncrm-1,gold\r\n\r\n"],
      ["blanks after commas", "batch=thirdPartyId, tier\ncrm-1, gold\n"],
      ["no line end at the end", "batch=thirdPartyId,tier\ncrm-1,gold"],
      ["profile. before a name (U-16)", "batch=thirdPartyId,profile.tier\ncrm-1,gold\n"],
      ["an encoded form field (U-14)", `batch=${encodeURIComponent("thirdPartyId,tier\ncrm-1,gold\n")}`],
      ["URLSearchParams (U-14)", new URLSearchParams({ batch: "thirdPartyId,tier\ncrm-1,gold\n" }).toString()],
    ])("a file with %s is understood (U-14, U-15, U-16)", async (_, file) => {
      const client = await target.createClient();
      expect(countersOf(await apply(target, client, file))).toEqual([1, 1, 1, 0, 0]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
    });

    test.each([
      ["text/plain"],
      ["application/octet-stream"],
      ["text/csv; charset=utf-8"],
      ["application/x-www-form-urlencoded; charset=UTF-8"],
    ])("the bytes count, whatever %s says they are", async (type) => {
      const client = await target.createClient();
      const file = "batch=thirdPartyId,note\ncrm-1,a%2Cb\n";
      await apply(target, client, file, { headers: { "Content-Type": type } });
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ note: "a,b" });
    });

    test("empty cells never clear a value, and a batch of empty cells changes nothing (U-21)", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { tier: "gold" });
      const file = 'batch=thirdPartyId,tier,city\ncrm-1,,\ncrm-1,"",null\ncrm-2,,\ncrm-1\n';
      expect(countersOf(await apply(target, client, file))).toEqual([4, 4, 4, 0, 0]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
      expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toBeNull();
    });

    test("of several rows for one id the last value of each attribute wins, and each row counts (U-16)", async () => {
      const client = await target.createClient();
      const file = "batch=thirdPartyId,a,b,c\ncrm-1,1,1,1\ncrm-1,2,,2\ncrm-1,,3,\n";
      expect(countersOf(await apply(target, client, file))).toEqual([3, 3, 3, 0, 0]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ a: "2", b: "3", c: "2" });
    });

    test("a second batch merges with the first and loses nothing of it (U-17)", async () => {
      const client = await target.createClient();
      await apply(target, client, "batch=thirdPartyId,a,b\ncrm-1,1,1\n");
      await apply(target, client, "batch=thirdPartyId,b,c\ncrm-1,2,2\n");
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ a: "1", b: "2", c: "2" });
    });

    test("batches of one client are applied in the order in which they were accepted", async () => {
      const client = await target.createClient();
      const replies = [];
      for (let turn = 1; turn <= 5; turn++) {
        replies.push(
          await submit(target, client, `batch=thirdPartyId,turn\n${"crm-1,0\n".repeat(2000)}crm-1,${turn}\n`),
        );
      }
      for (const reply of replies) await waitForBatch(target, reply);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ turn: "5" });
    });

    test("reserved and unusable columns are ignored, the rest is applied (U-20)", async () => {
      const client = await target.createClient();
      const file = "batch=thirdPartyId,user.visits,tier,geolocation.city,browserTime,,%FF\ncrm-1,1,gold,3,4,5,6\n";
      expect(countersOf(await apply(target, client, file))).toEqual([1, 1, 1, 0, 0]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
    });

    test("a pcId creates a profile without its location suffix (U-05, U-34)", async () => {
      const client = await target.createClient();
      await apply(target, client, "batch=pcId,tier\n1368007744041-575948.01_00,gold\n");
      for (const id of ["1368007744041-575948.01_00", "1368007744041-575948", "1368007744041-575948.28_20"]) {
        expect(await valuesOf(target, client, id)).toEqual({ tier: "gold" });
      }
      expect(await valuesOf(target, client, "thirdPartyId/1368007744041-575948")).toBeNull();
    });

    test("rows that cannot be applied fail alone (U-15, U-16, U-38)", async () => {
      const client = await target.createClient();
      const rows = ["crm-1,gold", "crm-2,%FF", "crm-3,gold,more", "crm+4,gold", ",gold", "crm-6,100%", "crm-7,%C0%AF"];
      const reply = await apply(target, client, `batch=thirdPartyId,tier\n${rows.join("\n")}\n`);
      expect(countersOf(reply)).toEqual([7, 7, 2, 0, 5]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
      expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toBeNull();
      expect(await valuesOf(target, client, "thirdPartyId/crm-3")).toBeNull();
      expect(await valuesOf(target, client, "thirdPartyId/crm-6")).toEqual({ tier: "100%" });
    });

    test("a row that would take its profile over 64 KB fails as a whole and changes nothing (U-23)", async () => {
      const client = await target.createClient();
      const half = "x".repeat(32_766);
      const file = `batch=thirdPartyId,aa,bb,c\ncrm-1,${half},,1\ncrm-1,,${half},2\ncrm-1,,${half},\ncrm-2,${"x".repeat(65_535)}\n`;
      expect(countersOf(await apply(target, client, file))).toEqual([4, 4, 1, 0, 3]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ aa: half, c: "1" });
      expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toBeNull();
    });

    test("names that trip objects up are attributes like others", async () => {
      const client = await target.createClient();
      await apply(target, client, "batch=thirdPartyId,__proto__,constructor,toString\ncrm-1,1,2,3\n");
      const { text } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`);
      for (const name of ["__proto__", "constructor", "toString"]) expect(text).toContain(`"${name}":{"value":`);
    });

    test("52,428,799 bytes pass (U-28)", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, fileOf(52_428_799));
      expect([reply.status, cut(reply.text, "success")]).toEqual([200, "true"]);
      await waitForBatch(target, reply);
    });

    test("500,000 rows pass (U-28)", async () => {
      const client = await target.createClient();
      const reply = await apply(target, client, `batch=pcId\n${"1\n".repeat(500_000)}`);
      expect(countersOf(reply)).toEqual([500_000, 500_000, 500_000, 0, 0]);
    });
  });

  describe("200, refused (U-27, U-28)", () => {
    test.each([
      ["nothing", "", "Batch is empty"],
      ["the worked example without batch=", "thirdPartyId,tier\ncrm-1,gold\n", "Batch is empty"],
      ["JSON", '{"batch":"thirdPartyId,tier"}', "Batch is empty"],
      ["no rows", "batch=thirdPartyId,tier\n", "Batch is empty"],
      ["blank rows", "batch=thirdPartyId,tier\n\n  \r\n", "Batch is empty"],
      ["a wrong first column", "batch=mbox3rdPartyId,tier\ncrm-1,gold\n", "First column must be pcId or thirdPartyId"],
      ["another case", "batch=thirdpartyid,tier\ncrm-1,gold\n", "First column must be pcId or thirdPartyId"],
      ["500,001 rows", `batch=pcId\n${"1\n".repeat(500_001)}`, "Batch exceeds 500000 rows"],
      ["a header of more than a megabyte", `batch=pcId,${"x".repeat(1_048_576)}\n1,y\n`, "Header row exceeds 1 MB"],
    ])("%s", async (_, body, message) => {
      const client = await target.createClient();
      const reply = await submit(target, client, body);
      expect([reply.status, reply.text]).toEqual([200, batchRefusal(message)]);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
    });

    test("nothing of a refused file is applied, also not the rows before the fault", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, `batch=thirdPartyId,tier\ncrm-1,gold\n${"1\n".repeat(500_000)}`);
      expect(reply.text).toBe(batchRefusal("Batch exceeds 500000 rows"));
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });
  });

  describe("400", () => {
    test("is the status of a refused file when the client has asked for it (U-27)", async () => {
      const client = await target.createClient({ settings: { strictStatus: true } });
      const reply = await submit(target, client, "thirdPartyId,tier\ncrm-1,gold\n");
      expect([reply.status, reply.text]).toEqual([400, batchRefusal("Batch is empty")]);
    });
  });

  describe("413", () => {
    test.each([[true], [false]])(
      "52,428,800 bytes do not pass, strictStatus or not: %s (U-27, U-28)",
      async (strict) => {
        const client = await target.createClient({ settings: { strictStatus: strict } });
        const reply = await submit(target, client, fileOf(52_428_800));
        expect([reply.status, reply.text]).toEqual([413, batchRefusal("Batch exceeds 50 MB")]);
      },
    );
  });

  describe("415", () => {
    const file = "batch=thirdPartyId,tier\ncrm-1,gold\n";

    test("a multipart body is not the file (U-14)", async () => {
      const client = await target.createClient();
      const body = `--x\r\nContent-Disposition: form-data; name="batch"\r\n\r\n${file}\r\n--x--\r\n`;
      const reply = await submit(target, client, body, {
        headers: { "Content-Type": "multipart/form-data; boundary=x" },
      });
      expect([reply.status, reply.text]).toEqual([415, batchRefusal("Unsupported content type")]);
    });

    test("a compressed body is not the file (U-14)", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, gzipSync(file), { headers: { "Content-Encoding": "gzip" } });
      expect([reply.status, reply.text]).toEqual([415, batchRefusal("Unsupported content type")]);
    });
  });
});
