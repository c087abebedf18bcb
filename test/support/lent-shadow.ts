import { quoteName, quoteQualified } from '../../src/model/tokens.ts';
import type { Shadow } from '../../src/rehearse/shadow.ts';

async function run(shadow: Shadow, statements: readonly string[]): Promise<void> {
  const errors = (await shadow.runAll(statements)).filter((error) => error !== null);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
}

/** The shadow with further databases; closing it only empties it. */
export async function lent(shadow: Shadow, own: string, others: readonly string[]): Promise<Shadow> {
  await run(
    shadow,
    others.map((name) => `CREATE DATABASE ${quoteName(name)} ENGINE = Atomic`),
  );
  const close = async (): Promise<void> => {
    const objects = await shadow.query<{ readonly name: string; readonly kind: string }>(
      "SELECT name, if(engine = 'Dictionary', 'DICTIONARY', 'TABLE') AS kind FROM system.tables WHERE database = {own:String} AND NOT startsWith(name, '.inner')",
      { own },
    );
    await run(
      shadow,
      objects.map(
        ({ name, kind }) =>
          `DROP ${kind} ${quoteQualified(own, name)} SYNC SETTINGS check_table_dependencies = 0`,
      ),
    );
    const functions = await shadow.query<{ readonly name: string }>(
      "SELECT name FROM system.functions WHERE origin = 'SQLUserDefined'",
    );
    await run(
      shadow,
      functions.map(({ name }) => `DROP FUNCTION ${quoteName(name)}`),
    );
    await run(
      shadow,
      others.map((name) => `DROP DATABASE ${quoteName(name)} SYNC`),
    );
  };
  return { ...shadow, close };
}
