import { useFormatter, useTranslations } from "next-intl";
import { Bars } from "@/components/ui/bars";
import type { ChartMinute, OverviewView } from "./queries";

type Props = { readonly view: Pick<OverviewView, "profiles" | "updates" | "fetches"> };

/** How many profiles there are, and how much is written and read. */
export function CallCharts({ view }: Props) {
  const t = useTranslations("overview");
  const format = useFormatter();
  const { count, isExact } = view.profiles;
  return (
    <section aria-label={t("activity")} className="grid gap-4 sm:grid-cols-[minmax(10rem,1fr)_2fr_2fr]">
      <div className="rounded-lg border border-line bg-raised px-5 py-4 shadow-card">
        <p className="font-medium text-xs">{t("profiles")}</p>
        <p className="mt-2 font-semibold text-3xl tabular-nums">
          {format.number(count, isExact ? undefined : { notation: "compact", maximumFractionDigits: 2 })}
        </p>
        <p className="mt-1 text-muted text-xs">{t(isExact ? "profilesExact" : "profilesEstimate")}</p>
      </div>
      <Chart name={t("updates")} minutes={view.updates} tone="accent" />
      <Chart name={t("fetches")} minutes={view.fetches} tone="success" />
    </section>
  );
}

type ChartProps = {
  readonly name: string;
  readonly minutes: readonly ChartMinute[];
  readonly tone: "accent" | "success";
};

function Chart({ name, minutes, tone }: ChartProps) {
  const t = useTranslations("overview");
  const format = useFormatter();
  const peak = Math.max(0, ...minutes.map(({ calls }) => calls));
  const clock = (at: Date | undefined) => (at === undefined ? "" : format.dateTime(at, "clock"));
  return (
    <div className="min-w-0 rounded-lg border border-line bg-raised px-5 py-4 shadow-card">
      <Bars
        label={name}
        bars={minutes.map(({ minute, calls }) => ({
          value: calls,
          label: t("minute", { at: clock(minute), calls }),
        }))}
        from={clock(minutes[0]?.minute)}
        to={clock(minutes.at(-1)?.minute)}
        peak={t("peak", { calls: peak })}
        tone={tone}
      />
    </div>
  );
}
