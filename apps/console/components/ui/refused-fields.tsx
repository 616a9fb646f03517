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
export function useRefusedField(name: string): {
  readonly isRefused: boolean;
  /** What it was sent with; absent too when it was not sent. */
  readonly typed: string | undefined;
  /** Whether the form says what it was sent with: then a box that it does not name was not ticked. */
  readonly isGivenBack: boolean;
} {
  const { fields = [], typed } = useContext(RefusedFieldsContext);
  return { isRefused: fields.includes(name), typed: typed?.[name], isGivenBack: typed !== undefined };
}
