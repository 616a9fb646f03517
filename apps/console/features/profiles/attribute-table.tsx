import type { IdKind } from "@silhouette/core/identity";
import { useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { AttributeForm } from "./attribute-form";
import type { ProfileView } from "./queries";

type Props = {
  readonly clientCode: string;
  readonly by: IdKind;
  readonly id: string;
  readonly attributes: ProfileView["attributes"];
  readonly mayChange: boolean;
};

/** Every attribute with its value and its time; the values are fields of a form for who may change them. */
export function AttributeTable({ attributes, mayChange, ...visitor }: Props) {
  const t = useTranslations("profiles");
  return (
    <div className="flex flex-col gap-4">
      {attributes.length === 0 ? (
        <p className="text-muted">{t("noAttributes")}</p>
      ) : (
        <Table label={t("attributeTable")}>
          <thead>
            <tr>
              <Th>{t("name")}</Th>
              <Th>{t("value")}</Th>
              <Th>{t("changed")}</Th>
              <Th>{t("origin")}</Th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ name, value, modifiedAt, origin }) => (
              <Tr key={name}>
                <Td className="wrap-anywhere min-w-32 font-mono text-[0.8125rem]">{name}</Td>
                <Td className="min-w-64">
                  {mayChange ? (
                    <AttributeForm {...visitor} name={name} value={value} />
                  ) : (
                    <span className="wrap-anywhere">{value}</span>
                  )}
                </Td>
                <Td className="whitespace-nowrap">
                  <Moment at={modifiedAt} format="seconds" />
                </Td>
                <Td>{t(`origins.${origin ?? "unknown"}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {mayChange ? (
        <section aria-labelledby="add-attribute">
          <h3 id="add-attribute" className="mb-2 font-medium">
            {t("addTitle")}
          </h3>
          <AttributeForm {...visitor} name={null} value="" />
        </section>
      ) : null}
    </div>
  );
}
