/** A failure that a person can act on: its message is one clear line, and no stack belongs to it. */
export class StartFailure extends Error {}
