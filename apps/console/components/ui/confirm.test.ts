import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import * as account from "@/features/account/actions";
import * as batches from "@/features/batches/actions";
import * as clients from "@/features/clients/actions";
import * as credentials from "@/features/credentials/actions";
import * as implementation from "@/features/implementation/actions";
import * as members from "@/features/members/actions";
import * as profiles from "@/features/profiles/actions";
import * as properties from "@/features/properties/actions";
import * as tokens from "@/features/tokens/actions";
import * as workspaces from "@/features/workspaces/actions";

// The definitions as they stand, in place of the actions that are made of them.
vi.mock("@/server/authorized-action", () => ({ authorizedAction: (definition: unknown) => definition }));
vi.mock("@/server/member-action", () => ({ memberAction: (definition: unknown) => definition }));

const definitions = new Map<string, unknown>(
  [account, batches, clients, credentials, implementation, members, profiles, properties, tokens, workspaces].flatMap(
    (module) => Object.entries(module),
  ),
);

const features = fileURLToPath(new URL("../../features", import.meta.url));

/** The actions behind every question, by reading the components: file and name, or the prop that passes one on. */
const asked = readdirSync(features, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".tsx"))
  .sort()
  .flatMap((file) => {
    const source = readFileSync(path.join(features, file), "utf8");
    const actions = new Map(
      [...source.matchAll(/const \[\w+, (\w+)(?:, \w+)?\] = use(?:Action|Final)\w+\((\w+)/g)].map(
        ([, submit = "", action = ""]) => [submit, action],
      ),
    );
    return [...source.matchAll(/<Confirm(?:Question|edAct)?\n[\s\S]*?\baction=\{(?:\w+\.)?(\w+)\}/g)].map(
      ([, submit = ""]) => ({ file, action: actions.get(submit) ?? submit }),
    );
  });

const isPassedOn = ({ action }: { readonly action: string }) => action === "action";

test("every action behind a question does nothing without its answer", () => {
  const named = asked.filter((one) => !isPassedOn(one));
  expect(named.length).toBeGreaterThan(0);
  for (const { file, action } of named) {
    expect(definitions.get(action), `${action} of ${file}`).toHaveProperty("asksFirst");
  }
});

test("whatever asks first has a question", () => {
  const asking = [...definitions].filter(([, definition]) => "asksFirst" in (definition as object));
  const named = new Set(asked.map(({ action }) => action));
  expect(asking.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
});

test("two components alone leave the action to others: one knows its users, the other confirms a certain token", () => {
  expect(asked.filter(isPassedOn).map(({ file }) => file)).toEqual([
    path.join("implementation", "confirm-replacement.tsx"),
    path.join("members", "confirmed-act.tsx"),
  ]);
});
