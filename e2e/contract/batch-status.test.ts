import { describe, expect, test } from "vitest";
import { apply, cut, refusal, statusPath, submit, waitForBatch, XML_TYPE } from "./calls.ts";
import { describeTargets } from "./targets.ts";

describeTargets((target) => {
  /** A complete batch of two good rows and one that failed, and its client. */
  async function makeBatch() {
    const client = await target.createClient();
    const file = "batch=thirdPartyId,tier\ncrm-1,gold\ncrm/2,gold\ncrm-3\n";
    const submitted = await submit(target, client, file);
    await waitForBatch(target, submitted);
    const path = statusPath(submitted);
    return { client, path, id: path.split("=")[1] ?? "" };
  }

  describe("200", () => {
    test("without details: id, status and size, and nothing about rows (U-19)", async () => {
      const { path, id } = await makeBatch();
      const reply = await target.call(path);
      expect([reply.status, reply.text]).toEqual([
        200,
        `<response><batchId>${id}</batchId><status>complete</status><batchSize>3</batchSize></response>`,
      ]);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
    });

    test("with details: the counters in their order, then the failed rows (U-19, U-21)", async () => {
      const { path, id } = await makeBatch();
      const reply = await target.call(`${path}&showDetails=true`);
      expect([reply.status, reply.text]).toEqual([
        200,
        `<response><batchId>${id}</batchId><status>complete</status><batchSize>3</batchSize><consumedCount>3</consumedCount><successfulUpdates>2</successfulUpdates><profilesNotFound>0</profilesNotFound><failedUpdates>1</failedUpdates><profile><id>crm/2</id><status>failed</status></profile></response>`,
      ]);
    });

    test("at the older address too, whatever cluster it names (contract section 1, row 8)", async () => {
      const { client, path, id } = await makeBatch();
      const older = `/m2/${client.code}/v2/profile/batchStatus?batchId=${id}`;
      for (const more of ["", "&m2Node=00", "&m2Node=28&mboxPC=1368007744041-575948.01_00"]) {
        expect((await target.call(older + more)).text).toBe((await target.call(path)).text);
      }
      expect((await target.call(`${older}&showDetails=true`)).text).toContain("<failedUpdates>1</failedUpdates>");
    });

    test.each(["false", "", "1", "no"])("showDetails=%s shows none", async (value) => {
      const { path, id } = await makeBatch();
      expect((await target.call(`${path}&showDetails=${value}`)).text).toBe(
        `<response><batchId>${id}</batchId><status>complete</status><batchSize>3</batchSize></response>`,
      );
    });

    test("the parameters may stand in any order", async () => {
      const { client, id } = await makeBatch();
      const reply = await target.call(`/m2/${client.code}/profile/batchStatus?showDetails=true&batchId=${id}`);
      expect(cut(reply.text, "consumedCount")).toBe("3");
    });

    test("directly after the submission a batch is complete or incomplete, and its size is known", async () => {
      const client = await target.createClient();
      const submitted = await submit(target, client, `batch=thirdPartyId,tier\n${"crm-1,gold\n".repeat(20_000)}`);
      const { text } = await target.call(statusPath(submitted));
      expect(cut(text, "status")).toMatch(/^(?:in)?complete$/);
      expect(cut(text, "batchSize")).toBe("20000");
      await waitForBatch(target, submitted);
    });

    test("at most a thousand failed rows are listed, in the order of the file, and all are counted (U-19)", async () => {
      const client = await target.createClient();
      const ids = Array.from({ length: 1001 }, (_, index) => `bad/${index}`);
      const { text } = await apply(target, client, `batch=thirdPartyId\n${ids.join("\n")}\ncrm-1\n`);
      expect(cut(text, "failedUpdates")).toBe("1001");
      expect([...text.matchAll(/<id>([^<]*)<\/id><status>failed<\/status>/g)].map((match) => match[1])).toEqual(
        ids.slice(0, 1000),
      );
    });

    test("the first <status> is the batch's own, and ids are text, whatever they hold", async () => {
      const client = await target.createClient();
      const { text } = await apply(target, client, 'batch=thirdPartyId\n</id><status>x&"/1%00%0B\n');
      expect(cut(text, "status")).toBe("complete");
      expect(text).toContain(
        "<profile><id>&lt;/id&gt;&lt;status&gt;x&amp;&quot;/1\u{fffd}\u{fffd}</id><status>failed</status></profile>",
      );
    });
  });

  describe("400", () => {
    test.each(["", "?", "?batchId=", "?batchid=x", "?showDetails=true"])(
      "without a batch id: %s (U-18)",
      async (query) => {
        const client = await target.createClient();
        const reply = await target.call(`/m2/${client.code}/profile/batchStatus${query}`);
        expect([reply.status, reply.text]).toEqual([400, refusal("batchId is required")]);
      },
    );
  });

  describe("404", () => {
    const unknown = (id: string) =>
      `<response><batchId>${id}</batchId><status>unknown</status><message>Batch not found</message></response>`;

    test.each([
      ["acme-1772442927411-10000017", "acme-1772442927411-10000017"],
      ["x", "x"],
      ["%3Cb%3E%26", "&lt;b&gt;&amp;"],
      ["%00", "\u{fffd}"],
      ["a'%20OR%201=1", "a&apos; OR 1=1"],
    ])("an unknown batch: %s (U-18)", async (id, echoed) => {
      const client = await target.createClient();
      const reply = await target.call(`/m2/${client.code}/profile/batchStatus?batchId=${id}`);
      expect([reply.status, reply.text]).toEqual([404, unknown(echoed)]);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
    });

    test("another client's batch is as unknown as one that does not exist (U-18)", async () => {
      const { id } = await makeBatch();
      const neighbour = await target.createClient();
      const reply = await target.call(`/m2/${neighbour.code}/profile/batchStatus?batchId=${id}&showDetails=true`);
      expect([reply.status, reply.text]).toEqual([404, unknown(id)]);
    });
  });
});
