/**
 * What the operator reads once everything runs: where it is, and what to do next.
 * @param {object} about
 * @param {string} about.consoleUrl
 * @param {string} about.edgeUrl
 * @param {string} about.databaseName
 * @param {string} about.clientCode
 * @param {string | null} about.setupCode
 * @returns {string}
 */
export function announcement({ consoleUrl, edgeUrl, databaseName, clientCode, setupCode }) {
  const next =
    setupCode === null
      ? [`Next: sign in at ${consoleUrl}`]
      : [
          "Next: create the first administrator with this link, which works once:",
          `  ${consoleUrl}/setup#${setupCode}`,
        ];
  return [
    "",
    "Silhouette is running.",
    "",
    `  Console      ${consoleUrl}`,
    `  Profile API  ${edgeUrl}/m2/${clientCode}`,
    `  Data         ${databaseName}`,
    "",
    ...next,
    "",
    "Send a first batch of profiles, from another terminal:",
    "  npm run --silent sample -- --rows 1000 > batch.txt",
    `  curl --data-binary @batch.txt ${edgeUrl}/m2/${clientCode}/v2/profile/batchUpdate`,
    "",
    "Stop with Ctrl-C.",
    "",
  ].join("\n");
}
