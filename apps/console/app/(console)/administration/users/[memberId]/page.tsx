import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { MemberDetail } from "@/features/members/member-detail";
import { readMember } from "@/features/members/page-queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("users");
  return { title: t("oneTitle") };
}

/** One member of the client: roles here, and the account. */
export default authorizedPage({
  path: "/administration/users/[memberId]",
  permission: "member:manage",
  async render({ actor, client, dependencies, params }) {
    const t = await getTranslations("users");
    const view = await readMember(dependencies, actor, client, params.get("memberId") ?? "");
    if (view === null) return null;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={view.member.name} description={view.member.email} />
        <MemberDetail view={view} client={client} />
        <Link href="/administration/users" className="link self-start">
          {t("back")}
        </Link>
      </div>
    );
  },
});
