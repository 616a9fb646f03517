import { describe, expect, test, vi } from "vitest";
import { batchRefusal, cut, refusal, statusPath, submit, valuesOf, waitForBatch } from "./calls.ts";
import { openRaw } from "./raw-http.ts";
import type { Target, TargetClient } from "./target.ts";
import { backdoor, describeServers } from "./targets.ts";

/** What only sockets show: bodies that come in pieces, slowly, or not to their end. */
describeServers((target) => {
  const openConnection = () => openRaw(target.server ?? { host: "", port: 0 });
  const head = (path: string, ...headers: readonly string[]) =>
    `${[`POST ${path} HTTP/1.1`, "Host: profiles.example.test", ...headers].join("\r\n")}\r\n\r\n`;
  const bulkPath = ({ code }: TargetClient) => `/m2/${code}/v2/profile/batchUpdate`;
  const chunkOf = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

  /** Batches and chunks that the database holds of a client, whatever their state. */
  async function countStored({ code }: TargetClient): Promise<{ batches: number; chunks: number }> {
    const { rows } = await backdoor.pool.query(
      `SELECT count(DISTINCT b.id)::int AS batches, count(c.position)::int AS chunks
       FROM batch b JOIN client ON client.id = b.client_id LEFT JOIN batch_chunk c ON c.batch_id = b.id
       WHERE client.code = $1`,
      [code],
    );
    return rows[0];
  }

  const expectChunks = (client: TargetClient) =>
    vi.waitFor(async () => expect((await countStored(client)).chunks).toBeGreaterThan(0), { timeout: 20_000 });
  const expectNothing = (client: TargetClient) =>
    vi.waitFor(async () => expect(await countStored(client)).toEqual({ batches: 0, chunks: 0 }), { timeout: 20_000 });

  /** Three megabytes of rows: enough for chunks to be stored before the end. */
  const rows = `${"crm-1,gold\n".repeat(300_000)}`;
  const file = `batch=thirdPartyId,tier\n${rows}`;

  describe("a batch that does not come to its end leaves nothing", () => {
    test("when the connection breaks", async () => {
      const client = await target.createClient();
      const connection = await openConnection();
      await connection.send(head(bulkPath(client), `Content-Length: ${file.length + 1}`) + file);
      await expectChunks(client);
      connection.breakOff();
      await expectNothing(client);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });

    test("when the sender closes its side before the length that it declared", async () => {
      const client = await target.createClient();
      const connection = await openConnection();
      await connection.send(head(bulkPath(client), `Content-Length: ${file.length + 1}`) + file);
      await expectChunks(client);
      connection.finish();
      await expectNothing(client);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });

    test("when a chunked body lacks its last chunk", async () => {
      const client = await target.createClient();
      const connection = await openConnection();
      await connection.send(head(bulkPath(client), "Transfer-Encoding: chunked") + chunkOf(file));
      await expectChunks(client);
      connection.breakOff();
      await expectNothing(client);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });

    test("when it is refused after some of it was stored", async () => {
      const client = await target.createClient();
      const reply = await submit(target, client, `batch=thirdPartyId,tier\ncrm-1,gold\n${"x\n".repeat(500_000)}`);
      expect(reply.text).toBe(batchRefusal("Batch exceeds 500000 rows"));
      expect(await countStored(client)).toEqual({ batches: 0, chunks: 0 });
    });

    test("and the next one from the same client is taken", async () => {
      const client = await target.createClient();
      const connection = await openConnection();
      await connection.send(head(bulkPath(client), `Content-Length: ${file.length + 1}`) + file);
      await expectChunks(client);
      connection.breakOff();
      await waitForBatch(target, await submit(target, client, "batch=thirdPartyId,tier\ncrm-1,silver\n"));
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "silver" });
    });
  });

  test("a single update whose body breaks off is not applied", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "basic" });
    const connection = await openConnection();
    const body = "mbox3rdPartyId=crm-1&profile.tier=gold";
    const type = "Content-Type: application/x-www-form-urlencoded";
    await connection.send(head(`/m2/${client.code}/profile/update`, type, `Content-Length: ${body.length + 2}`) + body);
    connection.finish();
    await connection.readUntil("\r\n\r\n").catch(() => {});
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "basic" });
  });

  test("while a batch is on its way nobody sees it", async () => {
    const client = await target.createClient();
    const connection = await openConnection();
    await connection.send(head(bulkPath(client), "Transfer-Encoding: chunked") + chunkOf(file));
    await expectChunks(client);
    const { rows: found } = await backdoor.pool.query(
      "SELECT b.id FROM batch b JOIN client ON client.id = b.client_id WHERE client.code = $1",
      [client.code],
    );
    const status = await target.call(`/m2/${client.code}/profile/batchStatus?batchId=${found[0].id}`);
    expect([status.status, cut(status.text, "status")]).toEqual([404, "unknown"]);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    await connection.send("0\r\n\r\n");
    expect(await connection.readUntil("</response>")).toContain("<success>true</success>");
  });

  test("a chunked body is a file like any other, wherever its chunks end", async () => {
    const client = await target.createClient();
    const connection = await openConnection();
    const text = "\ufeffbatch=thirdPartyId,tier\r\ncrm-1,S%C3%A3o%2C서울\r\n";
    await connection.send(head(bulkPath(client), "Transfer-Encoding: chunked", "Connection: close"));
    for (const byte of Buffer.from(text)) {
      await connection.send(Buffer.concat([Buffer.from("1\r\n"), Buffer.of(byte), Buffer.from("\r\n")]));
    }
    await connection.send("0\r\n\r\n");
    const reply = await connection.readUntil("</response>");
    await waitForBatch(target, replyOf(reply));
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "São,서울" });
  });

  test("a chunked body of more than 50 MB is refused with 413 (U-27)", async () => {
    const client = await target.createClient();
    const connection = await openConnection();
    await connection.send(head(bulkPath(client), "Transfer-Encoding: chunked") + chunkOf("batch=thirdPartyId,tier\n"));
    const mebibyte = chunkOf(`crm-1,${"x".repeat(1_048_569)}\n`);
    const reply = connection.readUntil("</response>");
    for (let sent = 0; sent < 50; sent++) await connection.send(mebibyte);
    await connection.send("0\r\n\r\n");
    expect(await reply).toMatch(/^HTTP\/1\.1 413 /);
    expect(await reply).toContain(batchRefusal("Batch exceeds 50 MB"));
    await expectNothing(client);
  });

  test("a sender that waits for 100 Continue gets it, then its reply", async () => {
    const client = await target.createClient();
    const connection = await openConnection();
    const text = "batch=thirdPartyId,tier\ncrm-1,gold\n";
    await connection.send(head(bulkPath(client), `Content-Length: ${text.length}`, "Expect: 100-continue"));
    expect(await connection.readUntil("\r\n\r\n")).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    await connection.send(text);
    expect(await connection.readUntil("</response>")).toContain("<success>true</success>");
  });

  test("a refused token is answered on the status line with the word that callers look for (U-09)", async () => {
    const client = await target.createClient({ settings: { requireAuthentication: true } });
    const connection = await openConnection();
    await connection.send(head(bulkPath(client), "Content-Length: 0"));
    const reply = await connection.readUntil("</response>");
    expect(reply).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(reply).toContain(refusal("Forbidden"));
  });

  test("a refused token is told before a large body was sent, and to those who send it all the same", async () => {
    const client = await target.createClient({ settings: { requireAuthentication: true } });
    const reply = await submit(target, client, file.repeat(5));
    expect([reply.status, reply.text]).toEqual([403, refusal("Forbidden")]);
    await expectNothing(client);
  });

  test("batches that arrive at once are told apart, and each is applied", async () => {
    const client = await target.createClient();
    const names = Array.from({ length: 8 }, (_, index) => `a${index}`);
    const replies = await Promise.all(
      names.map((name) => submit(target, client, `batch=thirdPartyId,${name}\n${"crm-1,x\n".repeat(10_000)}`)),
    );
    expect(new Set(replies.map(statusPath)).size).toBe(names.length);
    for (const reply of replies) await waitForBatch(target, reply);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(
      Object.fromEntries(names.map((name) => [name, "x"])),
    );
  });
});

/** A raw reply as the other calls give it, as far as its body goes. */
const replyOf = (text: string): Awaited<ReturnType<Target["call"]>> => ({
  status: 200,
  reason: "OK",
  headers: new Headers(),
  text,
});
