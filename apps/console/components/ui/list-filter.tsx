import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "./button";
import { Select } from "./choice";
import { Field } from "./field";

type Props = {
  /** The address of the list without any filter. */
  readonly path: string;
  readonly text: { readonly label: string; readonly value: string | null };
  readonly state?: {
    readonly label: string;
    readonly value: string | null;
    readonly any: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  };
};

/** Narrows a list by text and state; the address holds what was asked for. */
export function ListFilter({ path, text, state }: Props) {
  const t = useTranslations("common");
  const isNarrow = text.value !== null || (state?.value ?? null) !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element `search` is newer than browsers that the console supports
    <form
      action={path}
      role="search"
      className="grid items-end gap-3 sm:grid-cols-[minmax(0,20rem)_12rem_auto] sm:justify-start"
    >
      <Field
        name="text"
        label={text.label}
        defaultValue={text.value ?? ""}
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
      />
      {state === undefined ? null : (
        <Select
          name="state"
          label={state.label}
          defaultValue={state.value ?? ""}
          options={[{ value: "", label: state.any }, ...state.options]}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit">
          <Search aria-hidden className="size-4" />
          {t("filter")}
        </Button>
        {isNarrow ? (
          <Link href={path} className={buttonStyle({ tone: "quiet" })}>
            {t("clearFilters")}
          </Link>
        ) : null}
      </div>
    </form>
  );
}
