// The process that is the embedded engine. It imports nothing but Node's own modules, so that it runs alone from any folder.
// Arguments: path of ffi-rs, path of libchdb, how many folders to remove at the end, those folders, then the engine's own arguments.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

interface ForeignFunctions {
  readonly DataType: {
    readonly External: number;
    readonly I32: number;
    readonly U64: number;
    readonly String: number;
    readonly StringArray: number;
  };
  open(library: { readonly library: string; readonly path: string }): void;
  load(call: {
    readonly library: string;
    readonly funcName: string;
    readonly retType: number;
    readonly paramsType: readonly number[];
    readonly paramsValue: readonly unknown[];
  }): unknown;
}

const [ffiPath = '', libraryPath = '', folderCount = '0', ...rest] = process.argv.slice(2);
const folders = rest.slice(0, Number(folderCount));
const engineArguments = ['clickhouse-local', ...rest.slice(Number(folderCount))];

try {
  process.exitCode = runEngine();
} finally {
  // The parent may be dead by now, and the configuration holds passwords: whoever leaves last removes them.
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Blocks until the engine's standard input ends; gives the exit code. */
function runEngine(): number {
  const { DataType, open, load }: ForeignFunctions = createRequire(import.meta.url)(ffiPath);
  open({ library: 'chdb', path: libraryPath });
  const call = (
    funcName: string,
    retType: number,
    paramsType: readonly number[],
    paramsValue: readonly unknown[],
  ): unknown => load({ library: 'chdb', funcName, retType, paramsType, paramsValue });
  const result = call(
    'chdb_query_cmdline',
    DataType.External,
    [DataType.I32, DataType.StringArray],
    [engineArguments.length, engineArguments],
  );
  // A pointer: zero is no error, and a zero read as a string would crash the process.
  if (Number(call('chdb_result_error', DataType.U64, [DataType.External], [result])) === 0) return 0;
  process.stderr.write(
    `${String(call('chdb_result_error', DataType.String, [DataType.External], [result]))}\n`,
  );
  return 1;
}
