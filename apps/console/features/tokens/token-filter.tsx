import type { WorkspaceChoice } from "@silhouette/core/workspace";
import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "@/components/ui/button";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import type { TokenListFilter } from "./page-queries";

type Props = { readonly filter: TokenListFilter; readonly workspaces: readonly WorkspaceChoice[] };

/** Narrows the list. The address holds what was asked for. */
export function TokenFilterForm({ filter, workspaces }: Props) {
  const t = useTranslations("tokens.filter");
  return (
    <form
      action="/administration/tokens"
      aria-label={t("label")}
      className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_10rem_14rem_auto]"
    >
      <Field
        name="q"
        label={t("text")}
        defaultValue={filter.text}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
      />
      <Select
        name="state"
        label={t("state")}
        defaultValue={filter.state ?? ""}
        options={[
          { value: "", label: t("any") },
          { value: "working", label: t("working") },
          { value: "ended", label: t("ended") },
        ]}
      />
      <Select
        name="workspace"
        label={t("workspace")}
        defaultValue={filter.workspaceId ?? ""}
        options={[
          { value: "", label: t("anyWorkspace") },
          ...workspaces.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <div className="flex gap-2">
        <Button type="submit">
          <Search aria-hidden className="size-4" />
          {t("apply")}
        </Button>
        {isNarrow(filter) ? (
          <Link href="/administration/tokens" className={buttonStyle({ tone: "quiet" })}>
            {t("clear")}
          </Link>
        ) : null}
      </div>
    </form>
  );
}

export const isNarrow = ({ state, workspaceId, text }: TokenListFilter): boolean =>
  state !== null || workspaceId !== null || text !== "";
