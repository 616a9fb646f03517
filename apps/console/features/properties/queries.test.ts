import { ROLES, type Role } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { acme, administrationWorld, other } from "@/test/administration-world";
import { makeWorkspace } from "@/test/fake-administration";
import { grant, makeSession, now, origin } from "@/test/fake-dependencies";
import { readProperties, readPropertyForm } from "./queries";

const actorOf = (role: Role) => memberActor(makeSession(grant(role, role === "sysadmin" ? null : acme)).member, acme);

async function world() {
  const { dependencies, workspaces } = await administrationWorld([]);
  const fields = { name: "Web shop", description: "", channel: "web" } as const;
  const made = await dependencies.stores.properties.create(actorOf("productAdmin"), fields, origin, now);
  if (!made.ok) throw new Error(made.refusal);
  workspaces.push(makeWorkspace({ id: made.value.workspaces[0] ?? "", name: "Where it is by itself" }));
  return { dependencies, property: made.value };
}

test("the list names the workspaces of each property", async () => {
  const { dependencies } = await world();
  const view = await readProperties(dependencies, actorOf("observer"), acme);
  expect(view.properties.map(({ name, workspaceNames }) => [name, workspaceNames])).toEqual([
    ["Web shop", ["Where it is by itself"]],
  ]);
  expect((await readProperties(dependencies, actorOf("observer"), other)).properties).toEqual([]);
});

test.each(ROLES)("who may change settings writes, who manages workspaces assigns: %s", async (role) => {
  const { dependencies } = await world();
  const actor = actorOf(role);
  const { mayWrite } = await readProperties(dependencies, actor, acme);
  const form = await readPropertyForm(dependencies, actor, acme, null);
  expect([mayWrite, form?.mayAssign, form?.property]).toEqual([
    ["approver", "workspaceAdmin", "productAdmin", "sysadmin"].includes(role),
    ["productAdmin", "sysadmin"].includes(role),
    null,
  ]);
});

test("a form is filled in for a property of the client alone", async () => {
  const { dependencies, property } = await world();
  const read = (id: string, client = acme) => readPropertyForm(dependencies, actorOf("approver"), client, id);
  expect((await read(String(property.id)))?.property?.name).toBe("Web shop");
  expect(await read(String(property.id), other)).toBeNull();
  for (const id of ["", "0", "x", `0${property.id}`, `${property.id}.0`, "9007199254740993", "9".repeat(30)]) {
    expect(await read(id)).toBeNull();
  }
});
