import { UserSearch } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { profileAddress, readProfileList } from "@/features/profiles/queries";
import { SearchForm } from "@/features/profiles/search-form";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("profiles");
  return { title: t("title") };
}

/** Profiles by their ids: all of them, or those that begin with what was asked for. */
export default authorizedPage({
  path: "/profiles",
  permission: "profile:read",
  async render({ client, dependencies, query }) {
    const t = await getTranslations("profiles");
    const format = await getFormatter();
    const { profiles, kind, text, isFirstPage, next } = await readProfileList(dependencies, client, query);
    const address = (after: string | null) => {
      const parameters = new URLSearchParams({
        ...(kind === null ? {} : { by: kind, id: text }),
        ...(after === null ? {} : { after }),
      });
      return parameters.size === 0 ? "/profiles" : `/profiles?${parameters}`;
    };
    return (
      <div className="flex flex-col gap-5">
        <PageHeader title={t("title")} description={t("description")} />
        <SearchForm key={`${kind} ${text}`} kind={kind} text={text} />
        {profiles.length === 0 ? (
          <EmptyState
            icon={UserSearch}
            title={t(kind === null ? "noneTitle" : "notFoundTitle")}
            text={t(kind === null ? "noneText" : "notFoundText")}
          />
        ) : (
          <Table label={t("title")}>
            <thead>
              <tr>
                <Th>{t("id")}</Th>
                <Th>{t("by")}</Th>
                <Th isNumber>{t("attributes")}</Th>
                <Th>{t("changed")}</Th>
                <Th>{t("expires")}</Th>
              </tr>
            </thead>
            <tbody>
              {profiles.map((profile) => (
                <Tr key={`${profile.kind} ${profile.id}`}>
                  <Td className="wrap-anywhere min-w-40">
                    <Link
                      href={profileAddress(profile.kind, profile.id)}
                      prefetch={false}
                      className="link font-mono text-[0.8125rem]"
                    >
                      {profile.id}
                    </Link>
                  </Td>
                  <Td>{t(`kind.${profile.kind}`)}</Td>
                  <Td isNumber>{format.number(profile.attributeCount)}</Td>
                  <Td className="whitespace-nowrap">
                    <Moment at={profile.modifiedAt} />
                  </Td>
                  <Td className="whitespace-nowrap">
                    <Moment at={profile.expiresAt} format="day" />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
        <Pager first={isFirstPage ? null : address(null)} next={next === null ? null : address(next)} />
      </div>
    );
  },
});
