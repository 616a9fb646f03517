import { expect, type Page } from "@playwright/test";
import type { Client } from "@silhouette/core/client";
import type { Role } from "@silhouette/core/permission";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { toCsrfToken } from "./sign-in-by-http.ts";

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

/** The page that somebody sees after signing in, unless a test asks for another. */
const FIRST_PAGE = "/administration/implementation";

/**
 * Signs in and opens a page. What the form of the sign-in sends is sent without it, since most tests are about another
 * page; those of the sign-in itself fill the form in. Resolves when the page reacts to its scripts: before, a form is
 * sent as browsers send it.
 */
export async function signIn(
  page: Page,
  { email, password }: Person,
  { path = FIRST_PAGE, scripts = true }: { readonly path?: string; readonly scripts?: boolean } = {},
): Promise<void> {
  const context = page.context();
  const readCookie = async (name: string) => (await context.cookies()).find((cookie) => cookie.name === name)?.value;
  await context.request.get("/api/auth/signin", { maxRedirects: 0 });
  const csrfToken = toCsrfToken(await readCookie("silhouette-csrf"));
  const form = { csrfToken, email, password, callbackUrl: "/" };
  const reply = await context.request.post("/api/auth/callback/credentials", { form, maxRedirects: 0 });
  if ((await readCookie("silhouette-session")) === undefined) {
    throw new Error(`${email} could not sign in: ${reply.status()} ${reply.headers().location}`);
  }
  await page.goto(path);
  if (scripts) await untilInteractive(page);
}

/**
 * Waits until scripts have taken a page of the console over: the button of its search, whose shortcut is named once the
 * kind of keyboard is known, cannot be seen before. Found without its name, which is of the page's language.
 */
export async function untilInteractive(page: Page): Promise<void> {
  await expect(page.locator("button[aria-keyshortcuts]")).toBeVisible();
}
