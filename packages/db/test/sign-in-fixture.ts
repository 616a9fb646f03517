import type { UserId } from "@silhouette/core/ids";
import { generateSync } from "otplib";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { type Installation, NOW } from "./control-plane-fixture.ts";

/** What tests of signing in do before the act that they are about. */
export function signInFixture(installation: () => Installation) {
  /** The code that an authenticator app shows at that moment. */
  const codeAt = (secret: string, now: Date) => generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) });

  return {
    codeAt,

    /** Signs in by password; whether that is all depends on the member. */
    start: (userId: UserId, now = NOW) =>
      installation().stores.sessions.start(
        userId,
        { method: "password", userAgent: "test browser", provedAt: now },
        TEST_ORIGIN,
        now,
      ),

    /** A Sysadmin with a second factor, confirmed at `NOW`. */
    async enrol() {
      const { prisma, stores } = installation();
      const { member, password } = await makeMember(prisma, { role: "sysadmin" });
      await stores.secondFactors.begin(member.id);
      const secret = (await stores.secondFactors.readPending(member.id))?.secret ?? "";
      const confirmed = await stores.secondFactors.confirm(member.id, codeAt(secret, NOW), null, TEST_ORIGIN, NOW);
      if (!confirmed.ok) throw new Error(confirmed.refusal);
      return { member, password, secret, recoveryCodes: confirmed.value };
    },
  };
}

/** Somebody who may manage everybody, and somebody who may manage nobody, in a new client. */
export async function makeClientActors(installation: () => Installation) {
  const client = await makeClient(installation().prisma);
  return { client, sysadmin: makeActor(client, "sysadmin"), approver: makeActor(client, "approver") };
}
