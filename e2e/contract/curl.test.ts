import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchRefusal, countersOf, cut, SUBMITTED, valuesOf, waitForBatch } from "./calls.ts";
import type { Reply, TargetClient } from "./target.ts";
import { describeServers } from "./targets.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "silhouette-curl-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Writes a file and returns its path. */
function write(name: string, content: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
}

/** What scripts have typed for years: the commands of the manuals, and the usual mistakes. */
describeServers((target) => {
  const address = ({ code }: TargetClient, end: string) => `${target.origin}/m2/${code}/${end}`;

  async function curl(...args: readonly string[]): Promise<Reply> {
    const options = { maxBuffer: 16 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)("curl", ["-sS", "-w", "\n%{http_code}", ...args], options);
    const at = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(at + 1)), reason: "", headers: new Headers(), text: stdout.slice(0, at) };
  }

  test("the documented command is accepted, and its link works with details appended", async () => {
    const client = await target.createClient();
    const file = write("batch.txt", "batch=thirdPartyId,tier,city\ncrm-1,gold,S%C3%A3o%20Paulo\ncrm-2,silver,a%2Cb\n");
    const reply = await curl("-X", "POST", "--data-binary", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, cut(reply.text, "success")]).toEqual([200, "true"]);
    await waitForBatch(target, reply);
    const status = await curl(`${cut(reply.text, "batchStatus")}&showDetails=true`);
    expect(countersOf(status)).toEqual([2, 2, 2, 0, 0]);
    expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toEqual({ tier: "silver", city: "a,b" });
  });

  test("a file of 49.9 MB, for which curl waits for 100 Continue, is accepted", async () => {
    const client = await target.createClient();
    const row = `crm-1,${"x".repeat(1017)}\n`;
    const text = `batch=thirdPartyId,note\n${row.repeat(51_000)}`;
    expect(text.length).toBeGreaterThan(49.7 * 1024 * 1024);
    const file = write("large.txt", text);
    const reply = await curl("--data-binary", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, cut(reply.text, "success")]).toEqual([200, "true"]);
    expect(countersOf(await waitForBatch(target, reply))).toEqual([51_000, 51_000, 51_000, 0, 0]);
  });

  test("a file of more than 50 MB is refused in words that curl shows (U-27, U-28)", async () => {
    const client = await target.createClient();
    const file = write("too-large.txt", `batch=thirdPartyId,note\n${"x".repeat(52_428_800)}\n`);
    const reply = await curl("--data-binary", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, reply.text]).toEqual([413, batchRefusal("Batch exceeds 50 MB")]);
  });

  test("-d strips the line feeds: what is left is one long header without rows (U-28)", async () => {
    const client = await target.createClient();
    const file = write("stripped.txt", "batch=thirdPartyId,tier\ncrm-1,gold\ncrm-2,silver\n");
    const reply = await curl("-d", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, reply.text]).toEqual([200, batchRefusal("Batch is empty")]);
  });

  test("-d strips the line feeds: without columns the first one reads as another name (U-28)", async () => {
    const client = await target.createClient();
    const file = write("stripped-ids.txt", "batch=thirdPartyId\ncrm-1\ncrm-2\n");
    const reply = await curl("-d", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, reply.text]).toEqual([200, batchRefusal("First column must be pcId or thirdPartyId")]);
  });

  test("--data-urlencode sends one encoded field, which is the file (U-14)", async () => {
    const client = await target.createClient();
    const file = write("field.txt", "thirdPartyId,note\ncrm-1,a%2Cb 서울\n");
    const reply = await curl("--data-urlencode", `batch@${file}`, address(client, "v2/profile/batchUpdate"));
    await waitForBatch(target, reply);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ note: "a,b 서울" });
  });

  test("-T sends chunks, which are the file", async () => {
    const client = await target.createClient();
    const file = write("chunked.txt", "batch=thirdPartyId,tier\ncrm-1,gold\n");
    const url = address(client, "v2/profile/batchUpdate");
    const reply = await curl("-X", "POST", "-H", "Transfer-Encoding: chunked", "-T", file, url);
    await waitForBatch(target, reply);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
  });

  test("-F sends a multipart form, which is not the file (U-14)", async () => {
    const client = await target.createClient();
    const file = write("form.txt", "thirdPartyId,tier\ncrm-1,gold\n");
    const reply = await curl("-F", `batch=<${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, reply.text]).toEqual([415, batchRefusal("Unsupported content type")]);
  });

  test("a file without batch= is empty (contract section 17)", async () => {
    const client = await target.createClient();
    const file = write("no-prefix.txt", "thirdPartyId,tier\ncrm-1,gold\n");
    const reply = await curl("--data-binary", `@${file}`, address(client, "v2/profile/batchUpdate"));
    expect([reply.status, reply.text]).toEqual([200, batchRefusal("Batch is empty")]);
  });

  describe("a single update", () => {
    test.each<[string, (url: string) => readonly string[]]>([
      ["in the query", (url) => [`${url}?mbox3rdPartyId=crm-1&profile.tier=gold&profile.city=New%20York`]],
      ["by -d", (url) => ["-d", "mbox3rdPartyId=crm-1", "-d", "profile.tier=gold", "-d", "profile.city=New York", url]],
      ["by -G", (url) => ["-G", "-d", "mbox3rdPartyId=crm-1&profile.tier=gold", "-d", "profile.city=New+York", url]],
      [
        "by --json",
        (url) => ["--json", '{"mbox3rdPartyId":"crm-1","profile.tier":"gold","profile.city":"New York"}', url],
      ],
    ])("%s is applied", async (_, args) => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { tier: "basic" });
      const reply = await curl(...args(address(client, "profile/update")));
      expect([reply.status, reply.text]).toEqual([200, SUBMITTED]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold", city: "New York" });
    });
  });
});
