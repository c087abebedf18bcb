import { Option } from 'commander';
import { AppError } from '../errors.ts';

const REPORT_FORMATS = ['text', 'json', 'markdown'] as const;
/** How a plan is shown: for a terminal, for programs, for a comment on a pull request. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Flags of the commands that report on a plan. */
export interface FormatFlags {
  readonly json?: true;
  readonly format?: ReportFormat;
}

/** `--format`, of which `--json` is a shorter form. */
export function formatOption(): Option {
  return new Option('--format <format>', 'how to show it; markdown is a comment for a pull request').choices(
    REPORT_FORMATS,
  );
}

/** Flags with `--format json` read as `--json`. */
export function withJson<F extends FormatFlags>(flags: F): F {
  return flags.format === 'json' ? { ...flags, json: true } : flags;
}

/** The wished format. @throws AppError ARGUMENT_INVALID for two wishes at once. */
export function reportFormat({
  json = false,
  format,
}: {
  readonly json?: boolean;
  readonly format?: ReportFormat;
}): ReportFormat {
  const wished = format ?? (json ? 'json' : 'text');
  if (!json || wished === 'json') return wished;
  throw new AppError('ARGUMENT_INVALID', `--json and --format ${wished} cannot go together.`, {
    hint: 'Leave one of them out',
  });
}
