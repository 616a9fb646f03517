import type { IdKind } from "@silhouette/core/identity";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";

type Props = { readonly kind: IdKind | null; readonly text: string };

/** Looks profiles up by the beginning of an id. The address holds what was asked for. */
export function SearchForm({ kind, text }: Props) {
  const t = useTranslations("profiles");
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element `search` is newer than browsers that the console supports
    <form action="/profiles" role="search" className="grid items-end gap-3 sm:grid-cols-[14rem_1fr_auto]">
      <Select
        name="by"
        label={t("by")}
        defaultValue={kind ?? "thirdPartyId"}
        options={[
          { value: "thirdPartyId", label: t("kind.thirdPartyId") },
          { value: "tntId", label: t("kind.tntId") },
          { value: "marketingCloudVisitorId", label: t("kind.marketingCloudVisitorId") },
        ]}
      />
      <Field name="id" label={t("id")} defaultValue={text} autoComplete="off" spellCheck={false} maxLength={256} />
      <Button type="submit">
        <Search aria-hidden className="size-4" />
        {t("search")}
      </Button>
    </form>
  );
}
