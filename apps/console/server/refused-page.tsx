import "server-only";
import { forbidden, notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { TabTitle } from "@/components/ui/tab-title";
import { answerWith } from "./answer-status";

/** Says inside the frame what a role may not see, so that a member can go on to what the role does reach. */
export async function ForbiddenPage(): Promise<ReactNode> {
  const t = await getTranslations("errors");
  return <Refusal title={t("forbiddenTitle")} tone="warning" text={t("forbiddenText")} />;
}

/** Says inside the frame that there is no such thing, as of a batch that has been removed meanwhile. */
export async function MissingPage(): Promise<ReactNode> {
  const t = await getTranslations("errors");
  return <Refusal title={t("notFoundTitle")} tone="info" text={t("notFoundText")} />;
}

type RefusalProps = { readonly title: string; readonly tone: "warning" | "info"; readonly text: string };

const Refusal = ({ title, tone, text }: RefusalProps) => (
  <div className="flex flex-col gap-4">
    <TabTitle title={title} />
    <h1 className="font-semibold text-2xl text-ink">{title}</h1>
    <Callout tone={tone}>{text}</Callout>
  </div>
);

/** The page that stands in for one that is not shown: with its status, and whole before scripts run. */
export function refusedPage(status: 403 | 404): ReactNode {
  if (!answerWith(status)) return status === 403 ? forbidden() : notFound();
  return status === 403 ? <ForbiddenPage /> : <MissingPage />;
}
