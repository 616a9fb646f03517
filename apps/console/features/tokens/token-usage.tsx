import { useFormatter, useTranslations } from "next-intl";
import { Bars } from "@/components/ui/bars";
import { Card, CardRow } from "@/components/ui/card";
import { CallersTable } from "./callers-table";
import type { TokenPageView } from "./page-queries";

/** How much a token is used, and by whom. Days are those of UTC, as calls are counted. */
export function TokenUsageCard({ days, use }: Pick<TokenPageView, "days" | "use">) {
  const t = useTranslations("tokens.usage");
  const format = useFormatter();
  const name = (day: Date) => format.dateTime(day, "day", { timeZone: "UTC" });
  const [first, last] = [days[0], days.at(-1)];
  return (
    <Card id="usage" title={t("title")} description={t("description")}>
      {use.callers.length === 0 || first === undefined || last === undefined ? (
        <CardRow className="text-muted">{t("none")}</CardRow>
      ) : (
        <>
          <CardRow>
            <Bars
              label={t("chart")}
              bars={days.map(({ day, calls }) => ({ value: calls, label: t("day", { day: name(day), calls }) }))}
              from={name(first.day)}
              to={name(last.day)}
              peak={t("peak", { calls: Math.max(...days.map(({ calls }) => calls)) })}
            />
          </CardRow>
          <CardRow>
            <h3 className="mb-3 font-medium">{t("callers")}</h3>
            <CallersTable label={t("callers")} callers={use.callers} />
          </CardRow>
        </>
      )}
    </Card>
  );
}
