import { expect, type Page } from "@playwright/test";
import type { Client } from "@silhouette/core/client";
import type { Role } from "@silhouette/core/permission";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";

/** Somebody who can sign in, in a client that no other journey shares. */
export type Person = { readonly email: string; readonly password: string; readonly client: Client };

/** Makes people of several roles in one new client of the running installation. */
export const makePeople = <Roles extends Role>(...roles: readonly Roles[]): Promise<Record<Roles, Person>> =>
  makePeopleOf({}, roles);

/** The same in a client with a code of its own, for people whose names are shown. */
export async function makePeopleOf<Roles extends Role>(
  named: { readonly code?: string },
  roles: readonly Roles[],
): Promise<Record<Roles, Person>> {
  const prisma = createPrisma(process.env.E2E_DATABASE_URL ?? "", { poolMax: 2 });
  try {
    const client = await makeClient(prisma, named);
    const people = await Promise.all(
      roles.map(async (role) => {
        const email = named.code === undefined ? {} : { email: `${role}@${named.code}.example` };
        const { member, password } = await makeMember(prisma, { role, client, ...email });
        return [role, { email: member.email, password, client }] as const;
      }),
    );
    return Object.fromEntries(people) as Record<Roles, Person>;
  } finally {
    await prisma.$disconnect();
  }
}

/**
 * Signs in by the form, as a person would who wants to see the settings. Resolves when the page reacts to its scripts:
 * before, a form is sent as browsers send it.
 */
export async function signIn(page: Page, person: Person, { scripts = true } = {}): Promise<void> {
  await page.goto("/administration/implementation");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Implementation" })).toBeVisible();
  if (scripts) await untilInteractive(page);
}

/** Waits until scripts have taken a page of the console over: its search cannot be seen before. */
export async function untilInteractive(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Search pages and commands" })).toBeVisible();
}
