import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { InviteForm } from "@/features/members/invite-form";
import { readRolesToInvite } from "@/features/members/page-queries";
import { RoleMeanings } from "@/features/members/role-meanings";
import { authorizedPage } from "@/server/authorized-page";
import { requireRecentlySignedIn } from "@/server/signed-in";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("users");
  return { title: t("invite") };
}

/** Invites somebody. Asks for a recent sign-in first, so that a form that was filled in is not refused. */
export default authorizedPage({
  path: "/administration/users/new",
  permission: "member:manage",
  async render({ actor, client, dependencies }) {
    await requireRecentlySignedIn("/administration/users/new");
    const t = await getTranslations("users");
    const groups = await readRolesToInvite(dependencies, actor, client);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={t("invite")} description={t("inviteText")} />
        <RoleMeanings editors={client.settings.adminSettingsEditors} />
        <InviteForm clientCode={client.code} groups={groups} />
        <Link href="/administration/users" className="link self-start">
          {t("back")}
        </Link>
      </div>
    );
  },
});
