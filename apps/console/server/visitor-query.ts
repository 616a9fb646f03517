import "server-only";
import { type IdKind, type ProfileKey, toProfileKey } from "@silhouette/core/identity";
import type { UserContext } from "@silhouette/core/privacy";
import { z } from "zod";

/** A visitor as a caller names one; `key` finds the profile. */
export type NamedVisitor = { readonly kind: IdKind; readonly id: string; readonly key: ProfileKey };

const Id = z.string().min(1).optional();

/** Names a visitor by exactly one of the three kinds of id that there are (contract section 10). */
export const VisitorQuery = z
  .object({ tntId: Id, thirdPartyId: Id, marketingCloudVisitorId: Id })
  .transform((given, context): NamedVisitor => {
    const named = Object.entries(given).filter(([, id]) => id !== undefined);
    const [kind = "tntId", id = ""] = named[0] ?? [];
    const key = toProfileKey(kind as IdKind, id);
    if (named.length === 1 && key.ok) return { kind: kind as IdKind, id, key: key.value };
    context.addIssue({ code: "custom", message: "not one visitor", path: [kind], input: id === "" ? undefined : id });
    return z.NEVER;
  });

const NAMESPACES = {
  tntId: { namespace: "TNTID", type: "standard" },
  thirdPartyId: { namespace: "THIRDPARTYID", type: "target" },
  marketingCloudVisitorId: { namespace: "ECID", type: "standard" },
} as const;

/** The visitor in the words of a privacy request. */
export const toUserContext = ({ kind, id }: NamedVisitor): UserContext => ({ ...NAMESPACES[kind], value: id });
