import type { ApplyMigrationsInput, ApplyMigrationsOutput } from "@prisma/schema-engine-wasm";

/** Opens and closes the connections of one engine. */
export declare class ConnectionFactory {
  constructor(url: string, shadowUrl?: string);
  /** Drops the shadow databases that the engine has forgotten. */
  disposeShadows(): Promise<void>;
  dispose(): Promise<void>;
}

/** For comparisons of files, which need no server. */
export declare const offlineFactory: Pick<ConnectionFactory, "dispose" | "disposeShadows">;

export declare const engineVersion: string;

/** The part of the engine that runs inside our programs. The CLI bridge uses all of it. */
export type SchemaEngine = {
  applyMigrations(input: ApplyMigrationsInput): Promise<ApplyMigrationsOutput>;
  free(): void;
};

export declare function loadSchemaEngine(
  factory: ConnectionFactory | typeof offlineFactory,
  datamodels: [name: string, text: string][] | undefined,
): Promise<SchemaEngine>;

/** What went wrong inside the engine, in one text. */
export declare function engineErrorMessage(error: unknown): string;

/** Splits off the parameters that only Prisma understands, at which node-postgres or the server would stumble. */
export declare function splitConnectionUrl(url: string): { connectionString: string; schema: string | undefined };
