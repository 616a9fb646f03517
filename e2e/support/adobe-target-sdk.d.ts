/** The part of the SDK that the tests use: its package names no types that Node's resolution would find. */
declare module "@adobe/target-nodejs-sdk" {
  type Answer = {
    readonly targetCookie?: { readonly name: string; readonly value: string };
    readonly response: {
      readonly status: number;
      readonly client: string;
      readonly id?: { readonly tntId?: string; readonly thirdPartyId?: string };
      readonly edgeHost?: string;
      readonly notifications?: readonly unknown[];
    };
  };
  type Client = {
    getOffers(options: object): Promise<Answer>;
    sendNotifications(options: object): Promise<Answer>;
    getAttributes(names: readonly string[], options: object): Promise<{ getResponse(): Answer }>;
  };
  const TargetClient: { create(options: object): Client };
  export default TargetClient;
}
