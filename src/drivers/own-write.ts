/**
 * How the tool writes its own rows: they must be there when the INSERT returns (a profile may buffer them), and rows that
 * look like earlier ones are meant.
 */
export const OWN_WRITE = { async_insert: 0, insert_deduplicate: 0 } as const;
