import { PERMISSIONS, ROLE_PERMISSIONS } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { permittedActs } from "./acts";
import { type CommandGroup, lookUps, matchCommands } from "./commands";

const command = (label: string) => ({ id: label, label, act: { kind: "sign-out" } as const });
const groups: readonly CommandGroup[] = [
  { value: "pages", label: "Pages", items: [command("Audit log"), command("Batches")] },
  { value: "acts", label: "Commands", items: [command("Upload a batch")] },
  { value: "language", label: "Language", items: [command("Svenska"), command("Français")] },
];
const contains = (text: string, word: string) => text.toLowerCase().includes(word.toLowerCase());
const labels = (text: string) =>
  matchCommands(groups, text, contains).map(({ value, items }) => [value, ...items.map(({ label }) => label)]);

test.each([
  [
    "",
    [
      ["pages", "Audit log", "Batches"],
      ["acts", "Upload a batch"],
      ["language", "Svenska", "Français"],
    ],
  ],
  [
    "  batch ",
    [
      ["pages", "Batches"],
      ["acts", "Upload a batch"],
    ],
  ],
  ["batch up", [["acts", "Upload a batch"]]],
  ["language sv", [["language", "Svenska"]]],
  ["nothing of it", []],
])("%j finds what has every word of it, by the heading too", (text, found) => {
  expect(labels(text)).toEqual(found);
});

test("an id is looked up as what it is, whatever characters it has", () => {
  expect(lookUps("a&b=c d").map(({ kind, href }) => [kind, new URL(href, "http://console").searchParams])).toEqual([
    ["thirdPartyId", new URLSearchParams({ by: "thirdPartyId", id: "a&b=c d" })],
    ["tntId", new URLSearchParams({ by: "tntId", id: "a&b=c d" })],
    ["marketingCloudVisitorId", new URLSearchParams({ by: "marketingCloudVisitorId", id: "a&b=c d" })],
  ]);
});

test("acts are offered to those alone whose role opens their pages", () => {
  const { observer, approver, productAdmin } = ROLE_PERMISSIONS.approver;
  expect(permittedActs(new Set(observer))).toEqual([]);
  expect(permittedActs(new Set(approver))).toEqual(["uploadBatch", "createToken"]);
  expect(permittedActs(new Set(productAdmin))).toEqual([
    "uploadBatch",
    "createToken",
    "inviteUser",
    "createCredential",
  ]);
  expect(permittedActs(new Set(PERMISSIONS))).toEqual([
    "uploadBatch",
    "createToken",
    "inviteUser",
    "createCredential",
    "createClient",
  ]);
});
