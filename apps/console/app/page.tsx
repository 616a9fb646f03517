import { redirect } from "next/navigation";
import { requireSignedIn } from "@/server/signed-in";

/** The console starts where its one page of settings is. */
export default async function Home(): Promise<never> {
  await requireSignedIn("/");
  redirect("/administration/implementation");
}
