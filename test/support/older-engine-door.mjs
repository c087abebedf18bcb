// Releases of the embedded engine before 26.7 open no port. This process is one with a door: it answers over HTTP what the engine
// answers, one statement at a time, as far as the driver of this tool asks. Loopback only; it leaves when its standard input ends.
// Arguments: path of ffi-rs, path of libchdb, data directory.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const [ffiPath = '', libraryPath = '', dataDirectory = ''] = process.argv.slice(2);
const { DataType, open, load, unwrapPointer } = createRequire(import.meta.url)(ffiPath);
const { External, I32, U64, Void, String: Text, StringArray } = DataType;

open({ library: 'chdb', path: libraryPath });
const call = (funcName, retType, paramsType, paramsValue) =>
  load({ library: 'chdb', funcName, retType, paramsType, paramsValue });

const argv = ['clickhouse', `--path=${dataDirectory}`];
const [connection] = unwrapPointer([call('chdb_connect', External, [I32, StringArray], [argv.length, argv])]);

/** One statement: `{ text }`, or `{ error }` in the engine's words. */
function ask(statement, format = 'TabSeparated') {
  const result = call('chdb_query', External, [External, Text, Text], [connection, statement, format]);
  try {
    // A pointer: zero is no error, and a zero read as a text would crash the process.
    if (Number(call('chdb_result_error', U64, [External], [result])) !== 0)
      return { error: call('chdb_result_error', Text, [External], [result]) };
    const isEmpty = Number(call('chdb_result_length', U64, [External], [result])) === 0;
    return { text: isEmpty ? '' : call('chdb_result_buffer', Text, [External], [result]) };
  } finally {
    call('chdb_destroy_query_result', Void, [External], [result]);
  }
}

const literal = (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
/** What belongs to the protocol, not to the statement. */
const OF_HTTP =
  /^(query|database|query_id|user|password|default_format|session_id|wait_end_of_query|role)$|http|^param_/;

let session = new Map();

/** Sets what this request wants, and takes back what only the last one wanted. */
function prepare(wanted, parameters, database) {
  const statements = [
    ...[...session.keys()].filter((name) => !wanted.has(name)).map((name) => `SET ${name} = DEFAULT`),
    ...[...wanted].map(([name, value]) => `SET ${name} = ${literal(value)}`),
    ...parameters.map(([name, value]) => `SET ${name} = ${literal(value)}`),
    `USE \`${database}\``,
  ];
  session = wanted;
  for (const statement of statements) {
    const { error } = ask(statement);
    if (error !== undefined) return error;
  }
  return null;
}

/** The fields of a form, as the driver writes it. */
function fieldsOf(body, boundary) {
  return body
    .split(`--${boundary}`)
    .map((part) => /name="([^"]+)"\r\n\r\n([\s\S]*)\r\n$/.exec(part))
    .filter((found) => found !== null)
    .map(([, name, value]) => [name, value]);
}

function answer(request, body) {
  const { searchParams } = new URL(request.url, 'http://127.0.0.1');
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  const fields = boundary === undefined ? [] : fieldsOf(body, boundary);
  const statement = [searchParams.get('query') ?? '', boundary === undefined ? body : '']
    .filter((piece) => piece !== '')
    .join('\n');
  const settings = new Map([...searchParams].filter(([name]) => !OF_HTTP.test(name)));
  const refused = prepare(settings, fields, searchParams.get('database') ?? 'default');
  const format = request.headers['x-clickhouse-format'] ?? searchParams.get('default_format') ?? undefined;
  return refused === null ? ask(statement, format) : { error: refused };
}

ask('SET implicit_select = 0');
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { text, error } = answer(request, Buffer.concat(chunks).toString('utf8'));
    const code = /Code: (\d+)/.exec(error ?? '')?.[1];
    if (error === undefined) response.writeHead(200, { 'Content-Type': 'text/plain' }).end(text);
    else response.writeHead(500, { 'X-ClickHouse-Exception-Code': code ?? '1000' }).end(error);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
