import { type AuthenticationImpact, coveredCalls } from "@silhouette/core/call-count";
import type { ProfileApiAuthScope } from "@silhouette/core/settings";
import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { listCallers } from "./list-callers";

type Props = {
  readonly impact: AuthenticationImpact;
  readonly scope: ProfileApiAuthScope;
  readonly isOn: boolean;
};

/** Who called without a valid token in the last 24 hours: whom switching on would refuse, or who is refused now. */
export function Impact({ impact, scope, isOn }: Props) {
  const t = useTranslations("implementation.impact");
  const format = useFormatter();
  const { calls, withoutToken } = coveredCalls(impact, scope);
  const { shown, moreCount, isOpenEnded } = listCallers(impact, scope);
  return (
    <div className="flex flex-col gap-3">
      <h3 className="font-medium">{t(isOn ? "titleOn" : "titleOff")}</h3>
      {withoutToken === 0 ? (
        <Callout tone={calls === 0 ? "info" : "success"}>
          {t(calls === 0 ? "noCalls" : "allWithToken", { calls })}
        </Callout>
      ) : (
        <>
          <Callout tone="warning">
            {t(isOn ? "refused" : "wouldBeRefused", { withoutToken, share: withoutToken / calls })}
          </Callout>
          <Table label={t("callers")}>
            <thead>
              <tr>
                <Th>{t("surface")}</Th>
                <Th>{t("caller")}</Th>
                <Th>{t("reason")}</Th>
                <Th isNumber>{t("calls")}</Th>
                <Th>{t("last")}</Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((caller) => (
                <Tr key={`${caller.surface} ${caller.reason} ${caller.address} ${caller.agent}`}>
                  <Td>{t(`surfaces.${caller.surface}`)}</Td>
                  <Td className="wrap-anywhere min-w-48">
                    <span className="block font-mono text-[0.8125rem]">{caller.address || t("unknownAddress")}</span>
                    <span className="block text-muted text-xs">{caller.agent}</span>
                  </Td>
                  <Td>{t(`reasons.${caller.reason}`)}</Td>
                  <Td isNumber>{format.number(caller.calls)}</Td>
                  <Td className="whitespace-nowrap">
                    <Moment at={caller.lastAt} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          {moreCount > 0 || isOpenEnded ? (
            <p className="text-muted text-sm">{t(isOpenEnded ? "moreThan" : "more", { count: moreCount })}</p>
          ) : null}
        </>
      )}
    </div>
  );
}
