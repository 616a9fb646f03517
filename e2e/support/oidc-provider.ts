import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";
import { findFreePort } from "./installation.ts";

/** What the provider says of an account, by the login that is typed into its form. */
export type ProviderPerson = { readonly email: string; readonly isEmailVerified: boolean; readonly name: string };

export type TestProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Adds an account; its login is its subject. */
  add(login: string, person: ProviderPerson): void;
  stop(): Promise<void>;
};

/**
 * A real OpenID Connect provider on this machine. Its development forms take any password for the logins that were
 * added. It keeps to the standard: PKCE is required, and claims of the scopes come by userinfo.
 */
export async function startOidcProvider(consoleUrl: string): Promise<TestProvider> {
  const issuer = `http://127.0.0.1:${await findFreePort()}`;
  const [clientId, clientSecret] = ["silhouette", "secret-of-the-test-provider"];
  const people = new Map<string, ProviderPerson>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${consoleUrl}/api/auth/callback/oidc`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    cookies: { keys: ["signs the cookies of a test"] },
    findAccount: (_context, login) => {
      const person = people.get(login);
      if (person === undefined) return undefined;
      const { email, isEmailVerified, name } = person;
      return { accountId: login, claims: () => ({ sub: login, email, email_verified: isEmailVerified, name }) };
    },
  });
  const server: Server = createServer(provider.callback()).listen(Number(new URL(issuer).port), "127.0.0.1");
  await once(server, "listening");
  return {
    issuer,
    clientId,
    clientSecret,
    add: (login, person) => void people.set(login, person),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
