import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { chooseClientAction } from "./actions";

type Props = {
  readonly code: string;
  readonly clients: readonly { readonly code: string; readonly isDisabled: boolean }[];
};

/** The client that the pages show. Most installations have one, and then there is nothing to choose. */
export function ClientMenu({ code, clients }: Props) {
  const t = useTranslations("shell");
  if (clients.length < 2) {
    return (
      <span className="wrap-anywhere ml-1 min-w-0 border-line border-l pl-3 font-mono text-muted text-xs leading-tight">
        <span className="sr-only">{t("client")} </span>
        {code}
      </span>
    );
  }
  return (
    <>
      <button
        type="button"
        popoverTarget="client-menu"
        aria-label={t("chooseClient", { code })}
        className="ml-1 flex min-h-9 min-w-0 cursor-pointer items-center gap-1.5 rounded-md px-2 font-mono text-xs hover:bg-hover"
      >
        <span className="wrap-anywhere text-left leading-tight">{code}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
      </button>
      <form
        id="client-menu"
        popover="auto"
        action={chooseClientAction}
        data-leaves=""
        className="menu right-auto left-4 max-h-80 overflow-y-auto p-2"
      >
        {clients.map(({ code: choice, isDisabled }) => (
          <button
            key={choice}
            type="submit"
            name="clientCode"
            value={choice}
            aria-current={choice === code}
            className="flex min-h-9 w-full cursor-pointer items-center justify-between gap-2 rounded-md px-2.5 font-mono text-xs hover:bg-hover"
          >
            <span className="wrap-anywhere text-left">
              {choice}
              {isDisabled ? <span className="ml-2 font-sans text-muted">{t("clientDisabled")}</span> : null}
            </span>
            {choice === code ? <Check aria-hidden className="size-4 shrink-0" /> : null}
          </button>
        ))}
      </form>
    </>
  );
}
