import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Hazard } from '../model/operation.ts';
import { addGlobals, type GlobalFlags, run } from './command-parts.ts';
import { hazardList } from './hazard-list.ts';
import { type FormatFlags, formatOption, reportFormat, withJson } from './report-format.ts';

interface CheckFlags extends GlobalFlags, FormatFlags {
  readonly allow?: readonly Hazard[];
  readonly writeReceipt?: true;
}

async function runCheck(flags: CheckFlags): Promise<void> {
  await run(withJson(flags), async (screen) => {
    const format = reportFormat(flags);
    const [{ check }, { showChecked }] = await Promise.all([
      import('../commands/check.ts'),
      import('./show-checked.ts'),
    ]);
    const options = {
      cwd: resolve(flags.cwd ?? process.cwd()),
      configFile: flags.config ?? null,
      env: process.env,
      allow: flags.allow ?? [],
      writeReceipt: flags.writeReceipt ?? false,
    };
    return showChecked(await check(options, screen), screen, format);
  });
}

/** `migrate check`. */
export function checkCommand(): Command {
  return addGlobals(new Command('check'))
    .description(
      'prove the saved plan without a database, for pull requests: files, code, hazards, rehearsal',
    )
    .option('--allow <codes>', 'hazards that apply will allow besides those approved in the plan', hazardList)
    .option('--write-receipt', 'write the receipt of this rehearsal into plan.yaml when nothing is wrong')
    .addOption(formatOption())
    .action((_, command: Command) => runCheck(command.optsWithGlobals<CheckFlags>()));
}
