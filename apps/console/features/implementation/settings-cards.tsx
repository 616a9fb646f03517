import type { Client } from "@silhouette/core/client";
import { type Actor, can } from "@silhouette/core/permission";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { LastChange } from "./last-change";
import type { ImplementationView } from "./queries";
import { SettingsForm } from "./settings-form";
import { visibleSettings } from "./visible-settings";

type Props = {
  readonly client: Client;
  readonly actor: Actor;
  readonly stamps: ImplementationView["stamps"];
};

/** Cards before and after the Profile API, in the order of the original's page (contract section 8). */
export function LifetimeCard({ client, actor, stamps }: Props) {
  const t = useTranslations("implementation.methods");
  const { settings, code } = client;
  return (
    <Card id="implementation-methods" title={t("title")} description={t("text")}>
      <CardRow>
        <SettingsForm clientCode={code} subject="lifetime" isReadOnly={!can(actor, "lifetime:write", client.id)}>
          <Field
            name="profileLifetimeDays"
            label={t("profileLifetime")}
            hint={t("profileLifetimeHint")}
            type="number"
            min={1}
            max={90}
            required
            defaultValue={settings.profileLifetimeDays}
            className="max-w-32"
          />
        </SettingsForm>
        <LastChange of={["profileLifetimeDays"]} stamps={stamps} />
      </CardRow>
    </Card>
  );
}

/** What decides about tokens and about who decides. */
export function AccessCard({ client, actor, stamps }: Props) {
  const t = useTranslations("implementation.access");
  const { code } = client;
  const settings = visibleSettings(actor, client.settings);
  const mayWrite = can(actor, "settings:write", client.id);
  const mayChooseEditors = can(actor, "workspace:manage", client.id);
  return (
    <Card id="profile-api-settings" title={t("title")} description={t("text")}>
      <CardRow>
        <SettingsForm clientCode={code} subject="access" isReadOnly={!mayWrite}>
          <Select
            name="profileApiAuthScope"
            label={t("scope")}
            hint={t("scopeHint")}
            defaultValue={settings.profileApiAuthScope}
            options={[
              { value: "all", label: t("scopeAll") },
              { value: "bulk", label: t("scopeBulk") },
            ]}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              name="tokenLifetimeDays"
              label={t("tokenLifetime")}
              hint={t("tokenLifetimeHint")}
              type="number"
              min={1}
              max={366}
              required
              defaultValue={settings.tokenLifetimeDays}
            />
            <Select
              name="tokenGraceSeconds"
              label={t("grace")}
              hint={t("graceHint")}
              defaultValue={settings.tokenGraceSeconds}
              options={graceChoices(settings.tokenGraceSeconds).map((seconds) => ({
                value: String(seconds),
                label: seconds === 0 ? t("graceNone") : t("graceHours", { hours: seconds / 3600 }),
              }))}
            />
          </div>
          <Field
            name="noticeWebhookUrl"
            label={t("webhook")}
            hint={t("webhookHint")}
            refusedText={t("webhookRefused")}
            type="url"
            placeholder="https://"
            defaultValue={settings.noticeWebhookUrl ?? ""}
          />
        </SettingsForm>
        <LastChange
          of={["profileApiAuthScope", "tokenLifetimeDays", "tokenGraceSeconds", "noticeWebhookUrl"]}
          stamps={stamps}
        />
      </CardRow>
      <CardRow>
        <SettingsForm clientCode={code} subject="editors" isReadOnly={!mayChooseEditors}>
          <Select
            name="adminSettingsEditors"
            label={t("editors")}
            hint={t("editorsHint")}
            defaultValue={settings.adminSettingsEditors}
            options={[
              { value: "approver", label: t("editorsApprover") },
              { value: "admin", label: t("editorsAdmin") },
            ]}
          />
          <Field
            name="auditRetentionDays"
            label={t("auditRetention")}
            hint={t("auditRetentionHint")}
            type="number"
            min={30}
            max={3660}
            defaultValue={settings.auditRetentionDays ?? ""}
            className="max-w-32"
          />
        </SettingsForm>
        <LastChange of={["adminSettingsEditors", "auditRetentionDays"]} stamps={stamps} />
      </CardRow>
    </Card>
  );
}

const GRACE_SECONDS = [0, 3600, 24 * 3600, 7 * 24 * 3600];

/** A grace that was set by API is kept among the choices. */
const graceChoices = (current: number): readonly number[] =>
  [...new Set([...GRACE_SECONDS, current])].sort((one, other) => one - other);

/** How the service answers callers and what it keeps of them. */
export function CompatibilityCard({ client, actor, stamps }: Props) {
  const t = useTranslations("implementation.compatibility");
  const { settings, code } = client;
  const onOff = [
    { value: "false", label: t("off") },
    { value: "true", label: t("on") },
  ];
  return (
    <Card id="compatibility" title={t("title")} description={t("text")}>
      <CardRow>
        <SettingsForm clientCode={code} subject="compatibility" isReadOnly={!can(actor, "settings:write", client.id)}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              name="strictStatus"
              label={t("strictStatus")}
              hint={t("strictStatusHint")}
              defaultValue={String(settings.strictStatus)}
              options={onOff}
            />
            <Select
              name="v2OverridesUnvisited"
              label={t("v2Overrides")}
              hint={t("v2OverridesHint")}
              defaultValue={String(settings.v2OverridesUnvisited)}
              options={onOff}
            />
            <Select
              name="quotasEnabled"
              label={t("quotas")}
              hint={t("quotasHint")}
              defaultValue={String(settings.quotasEnabled)}
              options={onOff}
            />
            <Field
              name="batchRetentionDays"
              label={t("batchRetention")}
              hint={t("batchRetentionHint")}
              type="number"
              min={1}
              max={365}
              required
              defaultValue={settings.batchRetentionDays}
            />
          </div>
          <Field
            name="allowedOrigins"
            label={t("allowedOrigins")}
            hint={t("allowedOriginsHint")}
            refusedText={t("allowedOriginsRefused")}
            placeholder="https://www.example.com"
            defaultValue={settings.allowedOrigins.join(" ")}
          />
        </SettingsForm>
        <LastChange
          of={["strictStatus", "v2OverridesUnvisited", "quotasEnabled", "batchRetentionDays", "allowedOrigins"]}
          stamps={stamps}
        />
      </CardRow>
    </Card>
  );
}

export function PrivacyCard({ client, actor, stamps }: Props) {
  const t = useTranslations("implementation.privacy");
  return (
    <Card id="privacy" title={t("title")} description={t("text")}>
      <CardRow>
        <SettingsForm clientCode={client.code} subject="privacy" isReadOnly={!can(actor, "settings:write", client.id)}>
          <Select
            name="ipObfuscation"
            label={t("obfuscate")}
            hint={t("obfuscateHint")}
            defaultValue={client.settings.ipObfuscation}
            options={[
              { value: "NONE", label: t("none") },
              { value: "LAST_OCTET", label: t("lastOctet") },
              { value: "STRIP", label: t("strip") },
            ]}
          />
        </SettingsForm>
        <LastChange of={["ipObfuscation"]} stamps={stamps} />
      </CardRow>
    </Card>
  );
}
