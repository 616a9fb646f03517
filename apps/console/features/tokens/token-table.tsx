import Link from "next/link";
import { useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { StatedToken } from "./queries";
import { tokenAddress } from "./token-address";
import { TokenName, TokenOpens } from "./token-labels";
import { TokenEnd, TokenStateBadge, worksUntil } from "./token-state";

/** Tokens as a list: what works first. */
export function TokenTable({ tokens }: { readonly tokens: readonly StatedToken[] }) {
  const t = useTranslations("tokens");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("column.name")}</Th>
          <Th>{t("column.state")}</Th>
          <Th>{t("column.opens")}</Th>
          <Th>{t("column.worksUntil")}</Th>
          <Th>{t("column.lastUse")}</Th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((stated) => (
          <TokenRow key={stated.token.id} {...stated} />
        ))}
      </tbody>
    </Table>
  );
}

function TokenRow({ token, state }: StatedToken) {
  const t = useTranslations("tokens");
  const until = worksUntil(state, token.expiresAt);
  return (
    <Tr>
      <Td className="min-w-44">
        <Link href={tokenAddress(token.id)} className="link wrap-anywhere font-medium">
          <TokenName name={token.name} />
        </Link>
        <span className="block font-mono text-muted text-xs">{token.publicId}</span>
      </Td>
      <Td className="min-w-40">
        <TokenStateBadge state={state} />
        <span className="wrap-anywhere mt-1 block text-muted text-xs empty:hidden">
          <TokenEnd state={state} />
        </span>
      </Td>
      <Td className="min-w-44">
        <TokenOpens scope={token.scope} surfaces={token.surfaces} />
      </Td>
      <Td className="whitespace-nowrap">{until === null ? "—" : <Moment at={until} />}</Td>
      <Td className="min-w-32">
        {token.lastUse === null ? (
          <span className="text-muted">{t("never")}</span>
        ) : (
          <>
            <Moment at={token.lastUse.at} className="whitespace-nowrap" />
            <span className="wrap-anywhere block text-muted text-xs">{token.lastUse.address}</span>
          </>
        )}
      </Td>
    </Tr>
  );
}
