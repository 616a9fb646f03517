import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";

type Props = { readonly clientCode: string; readonly edgeAddress: string; readonly requireAuthentication: boolean };

/** Calls that work as they stand, but for the token, which nobody but its holder knows. */
export function CodeSamples({ clientCode, edgeAddress, requireAuthentication }: Props) {
  const t = useTranslations("implementation.samples");
  const samples = [
    { name: "curl", code: curlSample(edgeAddress, clientCode, requireAuthentication) },
    { name: "JavaScript", code: javaScriptSample(edgeAddress, clientCode, requireAuthentication) },
    { name: "Python", code: pythonSample(edgeAddress, clientCode, requireAuthentication) },
  ];
  return (
    <Card id="code-samples" title={t("title")} description={t(requireAuthentication ? "textWithToken" : "text")}>
      {samples.map(({ name, code }) => (
        <CardRow key={name}>
          <h3 className="mb-2 font-medium">{name}</h3>
          <CodeBlock code={code} copyLabel={t("copy", { language: name })} />
        </CardRow>
      ))}
    </Card>
  );
}

const ROWS = ["thirdPartyId,tier,city", "crm-1001,gold,Oslo", "crm-1002,silver,Seoul"];

const curlSample = (edge: string, client: string, hasToken: boolean): string =>
  [
    `printf 'batch=${ROWS.join("\\n")}\\n' |`,
    `  curl -X POST --data-binary @- ${hasToken ? '-H "Authorization: Bearer $SILHOUETTE_TOKEN" ' : ""}\\`,
    `    ${edge}/m2/${client}/v2/profile/batchUpdate`,
  ].join("\n");

const javaScriptSample = (edge: string, client: string, hasToken: boolean): string =>
  [
    `const response = await fetch("${edge}/m2/${client}/v2/profile/batchUpdate", {`,
    '  method: "POST",',
    ...(hasToken ? [`  headers: { Authorization: \`Bearer \${process.env.SILHOUETTE_TOKEN}\` },`] : []),
    `  body: "batch=${ROWS.join("\\n")}",`,
    "});",
    "console.log(await response.text());",
  ].join("\n");

const pythonSample = (edge: string, client: string, hasToken: boolean): string =>
  [
    ...(hasToken ? ["import os"] : []),
    "import urllib.request",
    "",
    "request = urllib.request.Request(",
    `    "${edge}/m2/${client}/v2/profile/batchUpdate",`,
    `    data=b"batch=${ROWS.join("\\n")}",`,
    ...(hasToken ? [`    headers={"Authorization": f"Bearer {os.environ['SILHOUETTE_TOKEN']}"},`] : []),
    ")",
    "print(urllib.request.urlopen(request).read().decode())",
  ].join("\n");
