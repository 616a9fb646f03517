import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Result, succeed } from "@silhouette/core/result";
import type { Session } from "@silhouette/core/session";
import type { Dependencies } from "@/server/dependencies";

/** What can be done on the page of the second factor. */
export type SecondFactorStep =
  | { readonly step: "begin" | "renew" }
  | { readonly step: "confirm"; readonly code: string }
  | { readonly step: "turn-off"; readonly currentPassword: string };

/** `codes`: recovery codes to show this once. */
export type SecondFactorChange =
  | { readonly kind: "begun" | "turned-off" }
  | { readonly kind: "codes"; readonly codes: readonly string[] };

export type SecondFactorFault =
  | "already-on"
  | "no-password"
  | "wrong-code"
  | "not-begun"
  | "throttled"
  | "off"
  | "wrong-password"
  | "password-too-short";

export async function changeSecondFactor(
  { stores: { secondFactors }, now }: Pick<Dependencies, "stores" | "now">,
  { id: current, member }: Pick<Session, "id" | "member">,
  input: SecondFactorStep,
  origin: AuditOrigin,
): Promise<Result<SecondFactorChange, SecondFactorFault>> {
  const userId = member.id;
  switch (input.step) {
    case "begin": {
      const begun = await secondFactors.begin(userId);
      return begun.ok ? succeed({ kind: "begun" }) : begun;
    }
    case "confirm": {
      const confirmed = await secondFactors.confirm(userId, input.code, current, origin, now());
      return confirmed.ok ? succeed({ kind: "codes", codes: confirmed.value }) : confirmed;
    }
    case "renew": {
      const renewed = await secondFactors.renewRecoveryCodes(userId, origin, now());
      return renewed.ok ? succeed({ kind: "codes", codes: renewed.value }) : renewed;
    }
    case "turn-off": {
      const turnedOff = await secondFactors.turnOff(userId, input.currentPassword, origin, now());
      return turnedOff.ok ? succeed({ kind: "turned-off" }) : turnedOff;
    }
  }
}
