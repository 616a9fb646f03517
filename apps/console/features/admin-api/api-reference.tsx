import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { curlCommand, resolve } from "./curl-command";
import type { JsonSchema, OpenApiContent, OpenApiDocument, OpenApiOperation, OpenApiResponse } from "./openapi-types";
import { SchemaType, schemaAnchor } from "./schema-type";

type Props = {
  readonly document: OpenApiDocument;
  /** Of this console, as programs call it. */
  readonly address: string;
  readonly clientCode: string;
};

/**
 * The reference of the admin API, made from the document that programs read. Its words are the document's own, in
 * English; it needs no scripts but for copying.
 */
export function ApiReference({ document, address, clientCode }: Props) {
  const t = useTranslations("apiReference");
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const sections = document.tags.map((tag) => ({
    ...tag,
    calls: calls.filter(({ operation }) => operation.tags[0] === tag.name),
  }));
  return (
    <div className="wrap-anywhere flex flex-col gap-8">
      <nav aria-label={t("sections")} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {sections.map(({ name }) => (
          <a key={name} href={`#${tagAnchor(name)}`} className="underline" lang="en">
            {name}
          </a>
        ))}
      </nav>
      {sections.map(({ name, description, calls: own }) => (
        <section key={name} aria-labelledby={tagAnchor(name)} className="flex flex-col gap-2">
          <h2 id={tagAnchor(name)} className="font-semibold text-lg" lang="en">
            {name}
          </h2>
          <Prose text={description} />
          {own.map((call) => (
            <details
              key={call.operation.operationId}
              id={call.operation.operationId}
              className="rounded-lg border border-line bg-raised shadow-card"
            >
              <summary className="cursor-pointer px-4 py-3">
                <code className="font-mono font-semibold text-[0.8125rem]">{call.method.toUpperCase()}</code>{" "}
                <code className="wrap-anywhere font-mono text-[0.8125rem]">{call.path}</code>
                <span className="block text-muted text-sm" lang="en">
                  {call.operation.summary}
                </span>
              </summary>
              <div className="flex flex-col gap-4 border-line border-t px-4 py-4">
                <Operation operation={call.operation} document={document} />
                <CodeBlock
                  code={curlCommand(call, document.components.parameters, address, clientCode)}
                  copyLabel={t("copyCommand")}
                />
              </div>
            </details>
          ))}
        </section>
      ))}
      <section aria-labelledby="schemas" className="flex flex-col gap-2">
        <h2 id="schemas" className="font-semibold text-lg">
          {t("schemas")}
        </h2>
        {Object.entries(document.components.schemas).map(([name, schema]) => (
          <article key={name} id={schemaAnchor(name)} className="rounded-lg border border-line bg-raised px-4 py-3">
            <h3 className="font-medium font-mono text-sm">{name}</h3>
            <Fields schema={schema} />
          </article>
        ))}
      </section>
    </div>
  );
}

const tagAnchor = (name: string): string => name.replace(/\W+/g, "-").toLowerCase();

function Operation({
  operation,
  document,
}: {
  readonly operation: OpenApiOperation;
  readonly document: OpenApiDocument;
}) {
  const t = useTranslations("apiReference");
  const parameters = operation.parameters.map((parameter) => resolve(parameter, document.components.parameters));
  const permission = operation["x-permission"];
  return (
    <>
      {operation.description === undefined ? null : <Prose text={operation.description} />}
      {permission === undefined ? null : (
        <p className="text-sm">
          {t("permission")} <code className="font-mono text-[0.8125rem]">{permission}</code>
        </p>
      )}
      {parameters.length === 0 ? null : (
        <div>
          <h3 className="font-medium text-sm">{t("parameters")}</h3>
          <dl className="mt-1 flex flex-col gap-1 text-sm">
            {parameters.map(({ name, in: place, required, schema, description }) => (
              <div key={`${place} ${name}`} className="flex flex-wrap gap-x-3">
                <dt className="font-mono text-[0.8125rem]">{name}</dt>
                <dd className="text-muted">
                  <English>
                    {`${place}, `}
                    <SchemaType schema={schema} />
                  </English>
                  {required ? `, ${t("required")}` : null}
                  {description === undefined ? null : <English>{`: ${plain(description)}`}</English>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {operation.requestBody === undefined ? null : (
        <Content heading={t("request")} content={operation.requestBody.content} />
      )}
      {Object.entries(operation.responses).map(([status, given]) => (
        <Response key={status} status={status} response={given} document={document} />
      ))}
    </>
  );
}

function Response(props: {
  readonly status: string;
  readonly response: OpenApiOperation["responses"][string];
  readonly document: OpenApiDocument;
}) {
  const { status, response, document } = props;
  const found: OpenApiResponse | undefined =
    "$ref" in response
      ? document.components.responses[response.$ref.slice("#/components/responses/".length)]
      : response;
  const heading = <English>{`${status} ${plain(found?.description ?? "")}`}</English>;
  const isRefusal = "$ref" in response || found?.content === undefined;
  return isRefusal ? (
    <p className="text-muted text-sm">{heading}</p>
  ) : (
    <Content heading={heading} content={found.content} />
  );
}

function Content({ heading, content }: { readonly heading: ReactNode; readonly content: OpenApiContent }) {
  const t = useTranslations("apiReference");
  return Object.entries(content).map(([mediaType, { schema, example }]) => (
    <div key={mediaType} className="flex flex-col gap-2">
      <h3 className="font-medium text-sm">
        {heading} <code className="font-mono font-normal text-[0.8125rem] text-muted">{mediaType}</code>
      </h3>
      <Fields schema={schema} />
      {example === undefined ? null : (
        <CodeBlock
          code={typeof example === "string" ? example : JSON.stringify(example, null, 2)}
          copyLabel={t("copyExample")}
        />
      )}
    </div>
  ));
}

/** The fields of an object, or the type of what is none. */
function Fields({ schema }: { readonly schema: JsonSchema }) {
  const t = useTranslations("apiReference");
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined) {
    return (
      <p className="text-sm" lang="en">
        <SchemaType schema={schema} />
      </p>
    );
  }
  const required = new Set((schema.required ?? []) as readonly string[]);
  return (
    <dl className="flex flex-col gap-1 text-sm">
      {Object.entries(properties).map(([name, property]) => (
        <div key={name} className="flex flex-wrap gap-x-3">
          <dt className="font-mono text-[0.8125rem]">{name}</dt>
          <dd className="text-muted">
            <English>
              <SchemaType schema={property} />
            </English>
            {required.has(name) ? null : `, ${t("optional")}`}
            {typeof property.description === "string" ? <English>{`: ${plain(property.description)}`}</English> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Prose({ text }: { readonly text: string }) {
  return (
    <p className="max-w-prose text-muted text-sm" lang="en">
      {plain(text)}
    </p>
  );
}

/** Words of the document among those of the page, which may be in another language. */
function English({ children }: { readonly children: ReactNode }) {
  return <span lang="en">{children}</span>;
}

/** The document's texts mark code with backticks, for readers that show Markdown. */
const plain = (text: string): string => text.replaceAll("`", "");
