import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UserLinkForm } from "@/features/user-links/user-link-form";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("userLinks.invitation");
  return { title: t("pageTitle") };
}

/** Open to everybody, and of no use without the code in the link's fragment. */
export default function InvitationPage() {
  return <UserLinkForm kind="invitation" />;
}
