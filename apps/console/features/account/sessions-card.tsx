"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { Refused } from "@/components/ui/refused";
import { endOtherSessionsAction, endSessionAction } from "./actions";
import type { SessionView } from "./queries";

export function SessionsCard({ sessions }: { readonly sessions: readonly SessionView[] }) {
  const t = useTranslations("account.sessions");
  const [state, endOthers, isPending] = useActionState(endOtherSessionsAction, { kind: "idle" });
  return (
    <Card id="sessions" title={t("title")} description={t("text")}>
      <ul>
        {sessions.map((session) => (
          <li key={session.id} className="border-line not-first:border-t">
            <SessionRow session={session} />
          </li>
        ))}
      </ul>
      {sessions.length < 2 ? null : (
        <CardRow className="border-t">
          <form action={endOthers}>
            <Button type="submit" size="small" isPending={isPending}>
              {t("endOthers")}
            </Button>
          </form>
          {state.kind === "refused" ? <Refused state={state} /> : null}
        </CardRow>
      )}
    </Card>
  );
}

function SessionRow({ session }: { readonly session: SessionView }) {
  const t = useTranslations("account.sessions");
  const [state, end, isPending] = useActionState(endSessionAction, { kind: "idle" });
  const { id, device, isThis, address, method, createdAt, lastSeenAt } = session;
  const name = device === null ? t("unknownDevice") : t("device", device);
  const facts = [
    [t("lastSeen"), <Moment key="lastSeen" at={lastSeenAt} />],
    [t("started"), <Moment key="started" at={createdAt} />],
    [t("address"), address],
    [t("method"), t(`methods.${method}`)],
  ] as const;
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 px-5 py-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {isThis ? <Badge tone="success">{t("current")}</Badge> : null}
        </p>
        <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-muted">
          {facts.map(([label, value]) => (
            <div key={label} className="contents">
              <dt>{label}</dt>
              <dd className="min-w-0 break-words text-ink">{value}</dd>
            </div>
          ))}
        </dl>
        {state.kind === "refused" ? <Refused state={state} /> : null}
      </div>
      {isThis ? null : (
        <form action={end}>
          <input type="hidden" name="sessionId" value={id} />
          <Button type="submit" size="small" aria-label={t("endNamed", { device: name })} isPending={isPending}>
            {t("end")}
          </Button>
        </form>
      )}
    </div>
  );
}
