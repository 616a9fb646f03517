import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { MakeWebhookSecret } from "./make-webhook-secret";
import type { WebhookView } from "./queries";
import type { WebhookDelivery } from "./webhook-deliveries";

/** What notices are signed with, and what came of posting the last ones. */
export function WebhookCard({ view }: { readonly view: WebhookView }) {
  const t = useTranslations("implementation.webhook");
  const { clientCode, hasUrl, hasSecret, secretMade, deliveries, mayWriteSettings } = view;
  return (
    <Card id="notice-webhook" title={t("title")} description={t("text")}>
      <CardRow>
        <h3 className="font-medium">{t("secret")}</h3>
        <p className="wrap-anywhere mt-1 text-muted">
          {secretMade === null
            ? t(hasSecret ? "secretKept" : "secretNone")
            : t.rich("secretMade", { when: () => <Moment at={secretMade.at} />, who: secretMade.by })}
        </p>
        {hasUrl ? null : <p className="mt-1 text-muted">{t("noAddress")}</p>}
        {hasUrl && !hasSecret ? (
          <Callout tone="warning" className="mt-3">
            {t("warnNoSecret")}
          </Callout>
        ) : null}
        <MakeWebhookSecret clientCode={clientCode} hasSecret={hasSecret} isReadOnly={!mayWriteSettings} />
      </CardRow>
      <CardRow>
        <h3 className="font-medium">{t("deliveries")}</h3>
        {deliveries.length === 0 ? (
          <p className="mt-1 text-muted">{t("deliveriesNone")}</p>
        ) : (
          <ul className="mt-2 flex flex-col gap-3">
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )}
      </CardRow>
    </Card>
  );
}

function Delivery({ delivery }: { readonly delivery: WebhookDelivery }) {
  const t = useTranslations();
  const { tokenName, daysBefore, createdAt, outcome } = delivery;
  const name = tokenName ?? t("tokens.accountToken");
  return (
    <li className="wrap-anywhere">
      <p>{t("implementation.webhook.notice", { name, days: daysBefore })}</p>
      <p className="text-muted">
        <Outcome outcome={outcome} />{" "}
        {t.rich("implementation.webhook.given", { when: () => <Moment at={createdAt} /> })}
      </p>
      {outcome.kind === "failed" && outcome.error !== null ? (
        <p className="text-muted">
          {t.rich("implementation.webhook.error", {
            // The worker that wrote it knows no other language.
            error: () => <code lang="en">{outcome.error}</code>,
          })}
        </p>
      ) : null}
    </li>
  );
}

function Outcome({ outcome }: { readonly outcome: WebhookDelivery["outcome"] }) {
  const t = useTranslations("implementation.webhook");
  if (outcome.kind === "waiting") return t("waiting");
  if (outcome.kind === "posted") return t.rich("posted", { when: () => <Moment at={outcome.at} /> });
  const { nextAt } = outcome;
  return (
    <span className="text-danger-ink">
      {nextAt === null ? t("givenUp") : t.rich("failed", { when: () => <Moment at={nextAt} /> })}
    </span>
  );
}
