import type { ReactNode } from "react";
import { Shell } from "@/features/shell/shell";
import { getSignedIn } from "@/server/signed-in";

/**
 * The frame of every page for signed-in members. It shows who that is and decides nothing: each page sends a visitor
 * to the sign-in itself, since it alone knows where to come back to.
 */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const signedIn = await getSignedIn();
  return signedIn === null ? children : <Shell signedIn={signedIn}>{children}</Shell>;
}
