import "server-only";
import type { SignInFactors, TotpEnrolment } from "@silhouette/core/second-factor";
import type { Session, SessionSummary } from "@silhouette/core/session";
import { generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import type { Dependencies } from "@/server/dependencies";
import { type Device, describeDevice } from "./describe-device";

type Needed = Pick<Dependencies, "stores" | "now">;

/** A session as its member sees it. */
export type SessionView = Omit<SessionSummary, "userAgent"> & {
  readonly device: Device | null;
  readonly isThis: boolean;
};

/** Everything on the page of one's own account. */
export type AccountView = { readonly factors: SignInFactors; readonly sessions: readonly SessionView[] };

export async function readAccount({ stores, now }: Needed, { id, member }: Session): Promise<AccountView> {
  const [factors, sessions] = await Promise.all([
    stores.secondFactors.read(member.id),
    stores.sessions.list(member.id, now()),
  ]);
  const views = sessions.map(({ userAgent, ...session }) => ({
    ...session,
    device: describeDevice(userAgent),
    isThis: session.id === id,
  }));
  // This one first: it is what the others are compared with.
  return { factors, sessions: views.sort((one, other) => Number(other.isThis) - Number(one.isThis)) };
}

/** An authenticator that waits to be confirmed, with its QR code as the path of an SVG of `size` by `size`. */
export type EnrolmentView = TotpEnrolment & { readonly qr: { readonly path: string; readonly size: number } };

export async function readEnrolment({ stores }: Needed, { member }: Session): Promise<EnrolmentView | null> {
  const enrolment = await stores.secondFactors.readPending(member.id);
  if (enrolment === null) return null;
  const code = generate(enrolment.uri);
  return { ...enrolment, qr: { path: toSvgPath(code), size: code.size } };
}

/** The zones that can be chosen: the runtime's own list, which leaves UTC out, and the one chosen before by any name. */
export const readTimeZones = (chosen: string | null): readonly string[] => [
  ...new Set(["UTC", ...(chosen === null ? [] : [chosen]), ...Intl.supportedValuesOf("timeZone")]),
];
