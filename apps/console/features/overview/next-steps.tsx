import { Circle, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import type { SetupStep } from "./queries";

const PLACES: Readonly<Record<SetupStep["step"], string>> = {
  profile: "/batches/new",
  authentication: "/administration/implementation",
  token: "/administration/implementation",
  people: "/administration/users",
};

/** What a new installation still lacks. Gone once all of it is done. */
export function NextSteps({ steps }: { readonly steps: readonly SetupStep[] }) {
  const t = useTranslations("overview.steps");
  return (
    <Card id="next-steps" title={t("title")} description={t("text")}>
      <CardRow>
        <ol className="flex flex-col gap-3">
          {steps.map(({ step, isDone }) => {
            const Icon = isDone ? CircleCheck : Circle;
            return (
              <li key={step} className="flex items-start gap-2.5">
                <Icon
                  aria-label={t(isDone ? "done" : "open")}
                  role="img"
                  className={`mt-0.5 size-4 shrink-0 ${isDone ? "text-success-ink" : "text-muted"}`}
                />
                <span className="min-w-0">
                  {isDone ? (
                    <span className="text-muted">{t(`${step}.title`)}</span>
                  ) : (
                    <>
                      <Link href={PLACES[step]} className="link font-medium">
                        {t(`${step}.title`)}
                      </Link>
                      <span className="block text-muted">{t(`${step}.text`)}</span>
                    </>
                  )}
                </span>
              </li>
            );
          })}
        </ol>
      </CardRow>
    </Card>
  );
}
