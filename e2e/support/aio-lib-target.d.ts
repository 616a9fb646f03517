/**
 * The part of the library that the tests use: its package has no types. The root package.json holds its HTTP helper
 * `swagger-client` at a version before it brought native parsers and a script that reports installations.
 */
declare module "@adobe/aio-lib-target" {
  type Answer = { readonly status: number; readonly body: unknown };
  type TargetSdk = {
    /** The document that the calls are made from; its servers say where they go. */
    readonly sdk: { readonly spec: { servers: unknown } };
    getProperties(): Promise<Answer>;
    getPropertyById(id: number): Promise<Answer>;
    getMBoxProfileAttributes(): Promise<Answer>;
    getMBoxes(): Promise<Answer>;
    getEnvironments(): Promise<Answer>;
  };
  export function init(tenant: string, apiKey: string, token: string): Promise<TargetSdk>;
}
