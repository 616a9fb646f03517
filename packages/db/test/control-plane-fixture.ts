import type { ControlPlane } from "@silhouette/core/control-plane";
import { afterAll, beforeAll } from "vitest";
import { createControlPlane } from "../src/control-plane.ts";
import { createPrisma, type Database } from "../src/prisma-client.ts";
import { createTestDatabase } from "../src/testing.ts";

/** A moment that every test may count from. */
export const NOW = new Date("2026-03-01T08:00:00.000Z");

export const secondsAfter = (seconds: number, start = NOW): Date => new Date(start.getTime() + seconds * 1000);

/** The provider that people may sign in at. */
export const OIDC_ISSUER = "https://id.example.com";

export type Installation = {
  readonly url: string;
  readonly prisma: Database;
  readonly stores: ControlPlane;
  drop(): Promise<void>;
};

/** An installation that nobody has set up yet. */
export async function createInstallation(): Promise<Installation> {
  const database = await createTestDatabase();
  const prisma = createPrisma(database.url, { poolMax: 10 });
  return {
    url: database.url,
    prisma,
    stores: createControlPlane(prisma, { secondFactorKey: new Uint8Array(32).fill(7), oidcIssuer: OIDC_ISSUER }),
    async drop() {
      await prisma.$disconnect();
      await database.drop();
    },
  };
}

/** One installation for the tests of a file: each of them makes its own client and members. */
export function sharedInstallation(): () => Installation {
  let installation: Installation | undefined;
  beforeAll(async () => {
    installation = await createInstallation();
  });
  afterAll(() => installation?.drop());
  return () => {
    if (installation === undefined) throw new Error("The installation is there inside tests only");
    return installation;
  };
}

/** Every name of a property anywhere in a value: what a careless `JSON.stringify` would show. */
export function propertyNames(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...propertyNames(inner)]);
}

/** Columns that hold something a secret could be tried against. */
export const SECRET_PROPERTIES = ["passwordHash", "secretHash", "sealedText", "password", "secret"];
