import { MEMBER_STATES } from "@silhouette/core/member";
import { ROLES } from "@silhouette/core/permission";
import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "@/components/ui/button";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import type { MemberFilters } from "./queries";

type Props = {
  readonly filters: MemberFilters;
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
  readonly isFiltered: boolean;
};

/** Narrows the list; the address holds what was asked for. */
export function FilterForm({ filters: { text, role, workspaceId, state }, workspaces, isFiltered }: Props) {
  const t = useTranslations();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element `search` is newer than browsers that the console supports
    <form
      action="/administration/users"
      role="search"
      className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_10rem_12rem_9rem_auto]"
    >
      <Field
        name="text"
        label={t("users.search")}
        defaultValue={text ?? ""}
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
      />
      <Select
        name="role"
        label={t("users.role")}
        defaultValue={role ?? ""}
        options={[
          { value: "", label: t("users.anyRole") },
          ...ROLES.map((value) => ({ value, label: t(`common.role.${value}`) })),
        ]}
      />
      <Select
        name="workspaceId"
        label={t("users.workspace")}
        defaultValue={workspaceId ?? ""}
        options={[
          { value: "", label: t("users.anyWorkspace") },
          ...workspaces.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        name="state"
        label={t("users.state")}
        defaultValue={state ?? ""}
        options={[
          { value: "", label: t("users.anyState") },
          ...MEMBER_STATES.map((value) => ({ value, label: t(`users.states.${value}`) })),
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit">
          <Search aria-hidden className="size-4" />
          {t("users.filter")}
        </Button>
        {isFiltered ? (
          <Link href="/administration/users" className={buttonStyle({ tone: "quiet" })}>
            {t("users.clearFilters")}
          </Link>
        ) : null}
      </div>
    </form>
  );
}
