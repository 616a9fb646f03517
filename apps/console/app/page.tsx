import { redirect } from "next/navigation";
import { requireSignedIn } from "@/server/signed-in";

/** The console starts with what is going on. */
export default async function Home(): Promise<never> {
  await requireSignedIn("/");
  redirect("/overview");
}
