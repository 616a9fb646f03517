import Link from "next/link";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { CredentialReach } from "./credential-reach";
import { CredentialState } from "./credential-state";
import type { CredentialView } from "./queries";

/** Credentials, those that have ended too: the audit log speaks of them. */
export function CredentialTable({ credentials }: { readonly credentials: readonly CredentialView[] }) {
  const t = useTranslations("credentials");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("name")}</Th>
          <Th>{t("clientId")}</Th>
          <Th>{t("role")}</Th>
          <Th>{t("state.title")}</Th>
          <Th>{t("expires")}</Th>
          <Th>{t("lastUsed")}</Th>
        </tr>
      </thead>
      <tbody>
        {credentials.map((credential) => (
          <Tr key={credential.id}>
            <Td className="wrap-anywhere min-w-36">
              <Link href={`/administration/credentials/${credential.id}`} prefetch={false} className="link font-medium">
                {credential.name}
              </Link>
            </Td>
            <Td className="whitespace-nowrap">
              <span className="-my-1.5 flex items-center gap-1">
                <code className="font-mono text-[0.8125rem]">{credential.publicId}</code>
                <CopyButton
                  isCompact
                  text={credential.publicId}
                  label={t("copyClientIdOf", { name: credential.name })}
                />
              </span>
            </Td>
            <Td className="min-w-36">
              <CredentialReach grant={credential.grant} />
            </Td>
            <Td className="min-w-40">
              <CredentialState credential={credential} />
            </Td>
            <Td className="whitespace-nowrap">
              {credential.expiresAt === null ? t("noEnd") : <Moment at={credential.expiresAt} format="day" />}
            </Td>
            <Td className="whitespace-nowrap">
              {credential.lastUsedAt === null ? t("never") : <Moment at={credential.lastUsedAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
