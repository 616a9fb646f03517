"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { RefusedInput } from "@/server/authorized-action";

const RefusedFieldsContext = createContext<RefusedInput>({});

type Props = { readonly state: { readonly kind: string } & RefusedInput; readonly children: ReactNode };

/** Tells the fields of a form what its action has refused, and what was typed when no script has kept it. */
export function RefusedFields({ state, children }: Props) {
  const refused = state.kind === "refused" ? state : {};
  return <RefusedFieldsContext value={refused}>{children}</RefusedFieldsContext>;
}

/** What the form around says about the field of this name. */
export function useRefusedField(name: string): { readonly isRefused: boolean; readonly typed: string | undefined } {
  const { fields = [], typed = {} } = useContext(RefusedFieldsContext);
  return { isRefused: fields.includes(name), typed: typed[name] };
}
