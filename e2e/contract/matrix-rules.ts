import type { Permission } from "@silhouette/core/permission";

/**
 * `public`: for everybody. `signed-in`: for every member. `own-account`: an action of every member on themselves. Else
 * the permission it asks for.
 */
export type Rule = Permission | "public" | "signed-in" | "own-account";

/** Every page of the build. Whoever adds one says here who may see it; the test asks the build whether it is so. */
export const PAGES: Readonly<Record<string, Rule>> = {
  "/": "signed-in",
  "/account": "signed-in",
  "/account/confirm": "signed-in",
  "/account/password": "signed-in",
  "/account/second-factor": "signed-in",
  "/api-reference": "settings:read",
  "/administration/implementation": "settings:read",
  "/administration/tokens": "settings:read",
  "/administration/tokens/[tokenId]": "settings:read",
  "/administration/tokens/new": "token:issue",
  "/administration/tokens/find": "token:revoke",
  "/administration/users": "member:manage",
  "/administration/users/[memberId]": "member:manage",
  "/administration/users/new": "member:manage",
  "/administration/workspaces": "settings:read",
  "/administration/workspaces/[workspaceId]": "workspace:manage",
  "/administration/workspaces/properties/[propertyId]": "settings:write",
  "/administration/workspaces/properties/new": "settings:write",
  "/administration/credentials": "credential:manage",
  "/administration/credentials/[credentialId]": "credential:manage",
  "/administration/credentials/new": "credential:manage",
  "/administration/audit": "audit:read",
  "/administration/clients": "client:manage",
  "/administration/clients/[code]": "client:manage",
  "/administration/clients/new": "client:manage",
  "/batches": "batch:read",
  "/batches/[batchId]": "batch:read",
  "/batches/new": "batch:submit",
  "/overview": "settings:read",
  "/profiles": "profile:read",
  "/profiles/view": "profile:read",
  "/forgotten-password": "public",
  "/invitation": "public",
  "/password-reset": "public",
  "/setup": "public",
  "/sign-in": "public",
  "/sign-in/second-factor": "public",
  "/_global-error": "public",
  "/_not-found": "public",
};

/**
 * Every server action, by the name that its file exports it under. Actions with a permission or on the own account take
 * the state of a form and the form; the others take what they like.
 */
export const ACTIONS: Readonly<Record<string, Rule>> = {
  saveSettingsAction: "settings:write",
  setRequireAuthenticationAction: "settings:write",
  generateTokenAction: "token:issue",
  makeWebhookSecretAction: "settings:write",
  createTokenAction: "token:issue",
  rotateTokenAction: "token:issue",
  finishRotationAction: "token:issue",
  undoRotationAction: "token:issue",
  revokeTokenAction: "token:revoke",
  describeTokenAction: "token:issue",
  findTokenAction: "token:revoke",
  dismissNoticeAction: "token:issue",
  cancelBatchAction: "batch:submit",
  restartBatchAction: "batch:submit",
  setAttributeAction: "profile:write",
  deleteProfileAction: "profile:delete",
  createPropertyAction: "settings:write",
  replacePropertyAction: "settings:write",
  deletePropertyAction: "settings:write",
  inviteMemberAction: "member:manage",
  setMemberRolesAction: "member:manage",
  removeMemberAction: "member:manage",
  setMemberEnabledAction: "member:manage",
  renameMemberAction: "member:manage",
  changeMemberEmailAction: "member:manage",
  unlinkMemberIdentitiesAction: "member:manage",
  deleteMemberAccountAction: "member:manage",
  makePasswordLinkAction: "member:manage",
  resetSecondFactorAction: "member:manage",
  endMemberSessionsAction: "member:manage",
  createWorkspaceAction: "workspace:manage",
  renameWorkspaceAction: "workspace:manage",
  deleteWorkspaceAction: "workspace:manage",
  createCredentialAction: "credential:manage",
  rotateCredentialAction: "credential:manage",
  renameCredentialAction: "credential:manage",
  revokeCredentialAction: "credential:manage",
  createClientAction: "client:manage",
  changeClientAction: "client:manage",
  setClientEnabledAction: "client:manage",
  deleteClientAction: "client:manage",
  renameAction: "own-account",
  changePreferencesAction: "own-account",
  changePasswordAction: "own-account",
  changeSecondFactorAction: "own-account",
  endSessionAction: "own-account",
  endOtherSessionsAction: "own-account",
  confirmIdentityAction: "own-account",
  signOutAction: "signed-in",
  chooseClientAction: "signed-in",
  chooseThemeAction: "public",
  chooseLanguageAction: "public",
  completeSetupAction: "public",
  completeSecondFactorAction: "public",
  cancelSignInAction: "public",
  requestResetAction: "public",
  useUserLinkAction: "public",
};

/** Who stands behind a route handler: the admin API's credentials, a member's session by method, or nobody. */
export type HandlerRule =
  | "public"
  /** Every route of it is in the OpenAPI document, with its permission. */
  | "admin-api"
  /** The Profile API, which has rules and a contract suite of its own. */
  | "data-plane"
  | { readonly [Method in "GET" | "POST"]?: Permission };

/** Every route handler of the build. */
export const HANDLERS: Readonly<Record<string, HandlerRule>> = {
  "/api/v1/[...path]": "admin-api",
  "/[tenant]/target/[...path]": "admin-api",
  "/[tenant]/target/authentication/token": "admin-api",
  "/[tenant]/target/clients/settings": "admin-api",
  "/[tenant]/target/profileattributes/mbox": "admin-api",
  "/[tenant]/target/properties": "admin-api",
  "/[tenant]/target/properties/[id]": "admin-api",
  "/m2/[...path]": "data-plane",
  "/rest/[...path]": "data-plane",
  "/api/console/[code]/batches": { POST: "batch:submit" },
  "/api/console/[code]/batches/[batchId]/failed-rows.txt": { GET: "batch:read" },
  "/api/console/[code]/batches/[batchId]/rows.csv": { GET: "batch:read" },
  "/api/console/[code]/audit.csv": { GET: "audit:read" },
  "/api/console/[code]/audit.jsonl": { GET: "audit:read" },
  "/api/console/[code]/profile.json": { GET: "profile:delete" },
  "/api/auth/[...nextauth]": "public",
  "/api/auth/oidc": "public",
  "/api/auth/callback/oidc": "public",
  "/api/docs": "public",
  "/api/v1/openapi.json": "public",
  "/ims/token/v3": "public",
  "/healthz": "public",
  "/readyz": "public",
  "/icon.svg": "public",
};

/** Headers that programs inside or in front of a web framework write, and that a caller may try to write instead. */
export const FORGED_HEADERS: Readonly<Record<string, string>> = {
  "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware",
  "x-middleware-subrequest-id": "1",
  "x-middleware-next": "1",
  "x-middleware-rewrite": "/healthz",
  "x-middleware-override-headers": "cookie,authorization",
  "x-middleware-request-cookie": "silhouette-session=forged",
  "x-nextjs-data": "1",
  "x-nextjs-rewritten-path": "/healthz",
  "x-nextjs-html-request-id": "forged",
  "x-nextjs-postponed": "1",
  "x-next-revalidated-tags": "all",
  "x-prerender-revalidate": "forged",
  "x-matched-path": "/healthz",
  "x-invoke-path": "/healthz",
  "x-invoke-status": "200",
  "x-invoke-output": "/healthz",
  "x-original-url": "/healthz",
  "x-rewrite-url": "/healthz",
  "x-http-method-override": "GET",
  "x-forwarded-user": "root@example.com",
  "x-forwarded-for": "127.0.0.1",
  "x-real-ip": "127.0.0.1",
  "x-nonce": "forged",
};
