import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import type { Progress } from '../src/drivers/clickhouse/execution.ts';
import { readRows } from '../src/drivers/clickhouse/response-text.ts';
import { maskedValue, secretMask } from '../src/drivers/clickhouse/secret-masking.ts';
import { parseServerError, serverErrorOf } from '../src/drivers/clickhouse/server-error.ts';
import { parseOnServer } from '../src/drivers/clickhouse/statement.ts';
import { statementSettings } from '../src/drivers/clickhouse/statement-settings.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../src/drivers/embedded/embedded-server.ts';
import { findFreePorts } from '../src/drivers/embedded/free-port.ts';
import { AppError } from '../src/errors.ts';
import type { ServerTarget } from '../src/model/target.ts';
import {
  describeWithEngine,
  engineTarget,
  engineUrl,
  freshDatabase,
  sharedEngine,
} from './support/engine.ts';

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`an AppError was expected, not ${String(error)}`);
}

describeWithEngine('connecting', () => {
  it('reads the version', async () => {
    const clickhouse = await connectClickHouse(engineTarget());
    expect(clickhouse.version).toBe(sharedEngine().version);
    await clickhouse.close();
  });

  it('says that the password is wrong, without showing it', async () => {
    const error = await failureOf(connectClickHouse({ ...engineTarget(), password: 'not-the-p4ssword' }));
    expect(error).toMatchObject({ code: 'TARGET_DENIED', hint: expect.stringContaining('password') });
    expect(serverErrorOf(error)).toMatchObject({ code: 516, name: 'AUTHENTICATION_FAILED' });
    expect(JSON.stringify([error.message, error.hint, error.cause])).not.toContain('not-the-p4ssword');
  });

  it('says that the database is missing', async () => {
    const error = await failureOf(connectClickHouse(engineTarget('shop_that_is_not')));
    expect(error).toMatchObject({
      code: 'DATABASE_MISSING',
      message: expect.stringContaining('shop_that_is_not'),
    });
    expect(serverErrorOf(error)?.name).toBe('UNKNOWN_DATABASE');
  });

  it('knows the native port from the HTTP port', async () => {
    const server = await startEmbedded({
      path: null,
      databases: [],
      config: { ...emptyEmbeddedConfig, nativeProtocol: true },
    });
    try {
      const target = {
        ...embeddedServerTarget(server, 'default'),
        url: `http://127.0.0.1:${server.tcpPort}`,
      };
      const error = await failureOf(connectClickHouse(target));
      expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE', hint: expect.stringContaining('8123') });
      expect(error.message).toContain(`127.0.0.1:${server.tcpPort}`);
      expect(serverErrorOf(error)).toBe(null);
    } finally {
      await server.stop();
    }
  });
});

describeWithEngine('reading', () => {
  it('passes parameters of any text unchanged', async () => {
    const clickhouse = await connectClickHouse(engineTarget());
    const texts = [
      "it's",
      'back\\slash \\n',
      'two\nlines\tand a tab',
      '`ticks` "quotes" {braces:String} ?',
      'ünïcödé 漢字 🦌',
      '',
      'x'.repeat(70_000),
    ];
    const [row] = await clickhouse.query<{ texts: string[]; one: string }>(
      'SELECT {texts:Array(String)} AS texts, {one:String} AS one',
      {
        texts,
        one: texts.slice(0, 5).join('|'),
      },
    );
    expect(row).toEqual({ texts, one: texts.slice(0, 5).join('|') });
    await clickhouse.close();
  });

  it('reads a compressed answer from a server that is not on this machine', async () => {
    // Any address but those of the loopback interface counts as another machine; this one leads back here.
    const target = { ...engineTarget(), url: engineTarget().url.replace('127.0.0.1', '0.0.0.0') };
    const clickhouse = await connectClickHouse(target);
    const rows = await clickhouse.query<{ text: string }>(
      "SELECT repeat('lorem ipsum ', 100) || toString(number) AS text FROM numbers(3000)",
    );
    expect(rows).toHaveLength(3000);
    expect(rows[2999]?.text).toBe(`${'lorem ipsum '.repeat(100)}2999`);
    expect(serverErrorOf(await failureOf(clickhouse.query('SELECT nothing')))?.name).toBe(
      'UNKNOWN_IDENTIFIER',
    );
    await clickhouse.close();
  });

  it('sees an error that comes after HTTP 200 and half of the rows', async () => {
    const clickhouse = await connectClickHouse(engineTarget());
    const error = await failureOf(
      clickhouse.query('SELECT throwIf(number = 1000000) AS bad FROM numbers(2000000)'),
    );
    expect(error.code).toBe('QUERY_FAILED');
    expect(serverErrorOf(error)).toMatchObject({ code: 395, name: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
    expect(error.message).toContain('SELECT throwIf(number = 1000000)');
    expect(await clickhouse.query('SELECT 7 AS seven')).toEqual([{ seven: 7 }]);
    await clickhouse.close();
  });

  it('works for a user who may only read, and says so when that user changes something', async () => {
    const server = await startEmbedded({
      path: null,
      databases: ['shop'],
      config: {
        ...emptyEmbeddedConfig,
        users: [{ name: 'reader', password: 'r3ad-only', settings: { readonly: '1' }, databases: null }],
      },
    });
    try {
      const clickhouse = await connectClickHouse({
        ...embeddedServerTarget(server, 'shop'),
        username: 'reader',
        password: 'r3ad-only',
      });
      expect(await clickhouse.query('SELECT currentUser() AS me, {n:UInt8} AS n', { n: 3 })).toEqual([
        { me: 'reader', n: 3 },
      ]);
      expect(await parseOnServer(clickhouse, ['DROP TABLE shop.orders'])).toEqual([null]);
      const error = await failureOf(clickhouse.execute('CREATE TABLE orders (id UInt8) ENGINE = Log'));
      expect(error).toMatchObject({ code: 'TARGET_DENIED' });
      expect(serverErrorOf(error)?.name).toBe('READONLY');
      expect(error.message).toMatch(/Cannot execute query in readonly mode/);
      await clickhouse.close();
    } finally {
      await server.stop();
    }
  });
});

describeWithEngine('executing', () => {
  it('keeps Nested columns whole and finds the statement under its id', async () => {
    const { clickhouse, name } = await freshDatabase('execute');
    await clickhouse.execute(
      'CREATE TABLE carts (id UInt32, items Nested(sku String, n UInt8), extra JSON) ENGINE = MergeTree ORDER BY id;',
      {
        queryId: `make-carts-${name}`,
      },
    );
    const [row] = await clickhouse.query<{ type: string }>(
      "SELECT type FROM system.columns WHERE database = {name:String} AND name = 'items'",
      { name },
    );
    expect(row?.type).toMatch(/^Nested\(/);
    await clickhouse.execute('SYSTEM FLUSH LOGS');
    const logged = await clickhouse.query(
      "SELECT type FROM system.query_log WHERE query_id = {id:String} AND type = 'QueryFinish'",
      { id: `make-carts-${name}` },
    );
    expect(logged).toHaveLength(1);
  });

  it('sees an error that comes while the statement runs', async () => {
    const { clickhouse } = await freshDatabase('execute');
    const error = await failureOf(
      clickhouse.execute('SELECT throwIf(number = 30000000) FROM numbers(60000000)'),
    );
    expect(serverErrorOf(error)?.code).toBe(395);
    await clickhouse.execute('CREATE TABLE numbers_seen (n UInt64) ENGINE = Null');
    const insert = await failureOf(
      clickhouse.execute('INSERT INTO numbers_seen SELECT throwIf(number = 3000000) FROM numbers(6000000)'),
    );
    expect(serverErrorOf(insert)?.name).toBe('FUNCTION_THROW_IF_VALUE_IS_NON_ZERO');
  });

  it('runs one statement only', async () => {
    const { clickhouse } = await freshDatabase('execute');
    const error = await failureOf(
      clickhouse.execute('CREATE TABLE a (x UInt8) ENGINE = Log; CREATE TABLE b (x UInt8) ENGINE = Log'),
    );
    expect(serverErrorOf(error)?.message).toContain('Multi-statements are not allowed');
    expect(await clickhouse.query('SHOW TABLES')).toEqual([]);
  });

  it('takes a statement longer than the server parses by default', async () => {
    const { clickhouse } = await freshDatabase('execute');
    await clickhouse.execute(`CREATE TABLE wordy (x UInt8 COMMENT '${'long '.repeat(80_000)}') ENGINE = Log`);
    const [row] = await clickhouse.query<{ size: number }>(
      "SELECT toUInt32(length(comment)) AS size FROM system.columns WHERE table = 'wordy' AND database = currentDatabase()",
    );
    expect(row?.size).toBe(400_000);
  });

  it('goes without a setting the server does not let it use', async () => {
    const server = await startEmbedded({
      path: null,
      databases: ['shop'],
      config: {
        ...emptyEmbeddedConfig,
        users: [{ name: 'writer', password: 'wr1te', settings: { readonly: '0' }, databases: null }],
      },
    });
    try {
      const clickhouse = await connectClickHouse({
        ...embeddedServerTarget(server, 'shop'),
        username: 'writer',
        password: 'wr1te',
      });
      const refused = await failureOf(
        clickhouse.execute('CREATE TABLE a (x UInt8) ENGINE = Log', { settings: { setting_that_is_not: 1 } }),
      );
      expect(serverErrorOf(refused)?.name).toBe('UNKNOWN_SETTING');
      await clickhouse.execute('CREATE TABLE a (x UInt8) ENGINE = Log', { settings: { max_threads: 3 } });
      expect(await clickhouse.query('SHOW TABLES')).toEqual([{ name: 'a' }]);
      await clickhouse.close();
    } finally {
      await server.stop();
    }
  });

  it('tells how far a long statement is, and stops waiting when asked to', async () => {
    const { clickhouse } = await freshDatabase('execute');
    const controller = new AbortController();
    const seen: Progress[] = [];
    const running = clickhouse.execute(
      'SELECT sum(sleepEachRow(0.1)) FROM numbers(3000) SETTINGS max_block_size = 1',
      {
        queryId: 'slow-one',
        signal: controller.signal,
        onProgress: (progress) => {
          seen.push(progress);
          controller.abort();
        },
      },
    );
    const error = await failureOf(running);
    expect(seen[0]?.elapsedSeconds).toBeGreaterThan(0);
    expect(error).toMatchObject({ code: 'QUERY_FAILED', hint: expect.stringContaining('slow-one') });
    expect(serverErrorOf(error)).toBe(null);
    await clickhouse.execute("KILL QUERY WHERE query_id = 'slow-one' ASYNC");
  });

  it('shows the statement of a failure without the secrets in it', async () => {
    const { clickhouse } = await freshDatabase('execute');
    const statement =
      "CREATE TABLE files (a UInt8) ENGINE = S3('https://bucket.test/a', 'AKIA0123', 'v3ry-s3cret', 'CSV', 'nonsense', 'more', 'x', 'y')";
    const error = await failureOf(clickhouse.execute(statement));
    expect(error.code).toBe('QUERY_FAILED');
    expect(error.message).toContain("ENGINE = S3('https://bucket.test/a', '[HIDDEN]'");
    expect(JSON.stringify([error.message, error.cause])).not.toMatch(/AKIA0123|v3ry-s3cret/);
    const syntax = await failureOf(
      clickhouse.execute(statement.replace("'v3ry-s3cret',", "'v3ry-s3cret' oops")),
    );
    expect(syntax.message).toContain('Syntax error');
    expect(syntax.message.length).toBeLessThan(600);
    expect(JSON.stringify([syntax.message, syntax.cause])).not.toMatch(/AKIA0123|v3ry/);
  });
});

describeWithEngine('parsing on the server', () => {
  it('finds the statements that do not parse, among many, each with its own error', async () => {
    const { clickhouse } = await freshDatabase('parse');
    const good = Array.from(
      { length: 300 },
      (_, index) =>
        `ALTER TABLE nowhere.t${index} ADD COLUMN c${index} String DEFAULT 'it''s ${'y'.repeat(1000)}'`,
    );
    const statements = [
      ...good.slice(0, 150),
      'CREAT TABLE x (a Int8)',
      ...good.slice(150),
      'ALTER TABLE t MODIFY TTL d + 1, ADD COLUMN z UInt8',
      '',
      'SELECT 1; SELECT 2',
    ];
    const errors = await parseOnServer(clickhouse, statements);
    expect(errors).toHaveLength(statements.length);
    const failing = errors.flatMap((error, index) => (error === null ? [] : [{ index, code: error.code }]));
    expect(failing).toEqual([150, 301, 302, 303].map((index) => ({ index, code: 62 })));
    expect(errors[150]?.message).toMatch(/^Syntax error: failed at position 1 \(CREAT\)/);
    expect(errors[301]?.message).toContain('position 37');
    expect(errors[302]?.message).toBe('Empty query');
  });

  it('keeps secrets out of its errors and parses a statement of half a megabyte', async () => {
    const { clickhouse } = await freshDatabase('parse');
    const long = (tail: string): string => `CREATE TABLE x (a Int8 COMMENT '${'z'.repeat(150_000)}') ${tail}`;
    const secret =
      "CREATE TABLE p (a Int8) ENGINE = PostgreSQL('h:5432', 'shop', 'orders', 'joe', 'p4ssw0rd-x' 'oops')";
    const errors = await parseOnServer(clickhouse, [
      long('ENGINE = Log'),
      secret,
      long('ENGINE Log ='),
      `${long('')}${' '.repeat(350_000)} ENGINE = Log`,
    ]);
    expect(errors.map((error) => error?.code ?? null)).toEqual([null, 62, 62, null]);
    expect(JSON.stringify(errors)).not.toContain('p4ssw0rd');
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { clickhouse } = await freshDatabase('parse');
    await clickhouse.close();
    expect(await parseOnServer(clickhouse, [])).toEqual([]);
  });
});

describeWithEngine('test support', () => {
  it('drops its databases and names them in the address', async () => {
    const database = await freshDatabase('support');
    expect(database.url).toBe(engineUrl(database.name));
    expect(new URL(database.url).pathname).toBe(`/${database.name}`);
    await database.drop();
    expect((await failureOf(connectClickHouse(database.target))).code).toBe('DATABASE_MISSING');
  });
});

// The faults below are those of networks and proxies, which a healthy server does not show.
describe('a server that is broken', () => {
  const servers: { close(): unknown }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: TcpServer): Promise<ServerTarget> {
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return {
      kind: 'server',
      url: `http://127.0.0.1:${port}`,
      database: 'shop',
      username: 'joe',
      password: 'j0es-password',
    };
  }

  /** Answers the version, and everything else with `answer`. */
  function halfServer(version: string, answer: (body: string, response: ServerResponse) => void): Server {
    return createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        if (body.includes('version()')) response.end(`{"version":"${version}"}\n`);
        else answer(body, response);
      });
    });
  }

  it('is not there at all', async () => {
    const [port = 0] = await findFreePorts(1);
    const target: ServerTarget = {
      kind: 'server',
      url: `http://127.0.0.1:${port}`,
      database: 'shop',
      username: 'joe',
      password: 'x',
    };
    const error = await failureOf(connectClickHouse(target));
    expect(error).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    const unknown = await failureOf(
      connectClickHouse({ ...target, url: 'http://no-such-host.invalid:8123' }),
    );
    expect(unknown.code).toBe('TARGET_UNREACHABLE');
  });

  it('is no ClickHouse', async () => {
    const target = await listen(
      createServer((_, response) => response.writeHead(404).end('<html>Not here</html>')),
    );
    const error = await failureOf(connectClickHouse(target));
    expect(error).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining("not ClickHouse's: <html>Not here"),
    });
    const silent = await listen(createServer((_, response) => response.end('hello\n')));
    expect((await failureOf(connectClickHouse(silent))).code).toBe('TARGET_UNREACHABLE');
  });

  it('speaks HTTP where HTTPS was asked for', async () => {
    const target = await listen(createServer((_, response) => response.end()));
    const error = await failureOf(
      connectClickHouse({ ...target, url: target.url.replace('http:', 'https:') }),
    );
    expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE', hint: expect.stringContaining('8443') });
  });

  it('hangs up on whoever connects', async () => {
    const target = await listen(createTcpServer((socket) => socket.destroy()));
    expect((await failureOf(connectClickHouse(target))).code).toBe('TARGET_UNREACHABLE');
  });

  it('is too old', async () => {
    const target = await listen(halfServer('23.8.16.16', (_, response) => response.end()));
    const error = await failureOf(connectClickHouse(target));
    expect(error).toMatchObject({ code: 'TARGET_TOO_OLD', message: expect.stringContaining('23.8.16.16') });
  });

  it('breaks off in the middle of the rows, however it says the length', async () => {
    const answers = [
      (response: ServerResponse) =>
        void response.writeHead(200, { 'Content-Length': 1000 }).write('{"a":1}\n', () => response.destroy()),
      (response: ServerResponse) => void response.writeHead(200).write('{"a":1}\n', () => response.destroy()),
      (response: ServerResponse) =>
        void response.writeHead(200, { Connection: 'close' }).end('{"a":1}\n{"a":'),
    ];
    for (const answer of answers) {
      const target = await listen(halfServer('25.3.1.1', (_, response) => answer(response)));
      const clickhouse = await connectClickHouse(target);
      const error = await failureOf(clickhouse.query('SELECT a FROM t'));
      expect(error).toMatchObject({
        code: 'TARGET_UNREACHABLE',
        message: expect.stringContaining('SELECT a FROM t'),
      });
      await clickhouse.close();
    }
  });

  it('breaks off while a statement runs: nobody knows whether it was done', async () => {
    let received = 0;
    const target = await listen(
      halfServer('25.3.1.1', (_, response) => {
        received += 1;
        response.writeHead(200).write(' ', () => response.destroy());
      }),
    );
    const clickhouse = await connectClickHouse(target);
    const error = await failureOf(
      clickhouse.execute("ALTER TABLE t ADD COLUMN c String DEFAULT 'j0es-password'", { queryId: 'add-c' }),
    );
    expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE', hint: expect.stringContaining('add-c') });
    expect(error.message).toContain('may have been done');
    expect(error.message).not.toContain('j0es-password');
    expect(serverErrorOf(error)).toBe(null);
    expect(received).toBe(1);
    await clickhouse.close();
  });

  it('puts its exception into a header or a body of HTTP 200', async () => {
    const text =
      'Code: 341. DB::Exception: Exception happened during execution of mutation: Code: 6. DB::Exception: Cannot parse. (CANNOT_PARSE_TEXT). (UNFINISHED) (version 24.8.1.1 (official build))\n';
    const answers = [
      (response: ServerResponse) =>
        void response.writeHead(200, { 'X-ClickHouse-Exception-Code': '341' }).end(text),
      (response: ServerResponse) => void response.writeHead(200).end(`host\t9000\t0\t\n${text}`),
    ];
    for (const answer of answers) {
      const clickhouse = await connectClickHouse(
        await listen(halfServer('24.8.1.1', (_, response) => answer(response))),
      );
      const error = await failureOf(clickhouse.execute('ALTER TABLE t MODIFY COLUMN c UInt8'));
      expect(serverErrorOf(error)).toMatchObject({
        code: 341,
        name: 'UNFINISHED',
        message: expect.stringContaining('Exception happened during'),
      });
      await clickhouse.close();
    }
  });

  it('is behind a proxy that gave up waiting', async () => {
    const clickhouse = await connectClickHouse(
      await listen(
        halfServer('25.8.1.1', (_, response) => response.writeHead(504).end('<h1>Gateway Time-out</h1>')),
      ),
    );
    const error = await failureOf(clickhouse.execute('OPTIMIZE TABLE t FINAL'));
    expect(error).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('Gateway Time-out'),
    });
    expect(serverErrorOf(error)).toBe(null);
    await clickhouse.close();
  });

  it('refuses the settings that are sent along, one by one, and still gets the statement', async () => {
    const bodies: string[] = [];
    const urls: URL[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        if (body.includes('version()')) return response.end('{"version":"24.3.1.1"}\n');
        const url = new URL(request.url ?? '', 'http://x');
        urls.push(url);
        bodies.push(body);
        const refused = ['enable_json_type', 'flatten_nested'].find((name) => url.searchParams.has(name));
        if (refused === undefined) return response.end();
        return response
          .writeHead(500)
          .end(
            `Code: 115. DB::Exception: Unknown setting '${refused}'. (UNKNOWN_SETTING) (version 24.3.1.1 (official build))\n`,
          );
      });
    });
    const clickhouse = await connectClickHouse(await listen(server));
    await clickhouse.execute('CREATE TABLE t (a UInt8) ENGINE = Log');
    await clickhouse.execute('CREATE TABLE u (a UInt8) ENGINE = Log');
    expect(bodies.map((body) => body.slice(13, 14))).toEqual(['t', 't', 't', 'u']);
    expect(urls[3]?.searchParams.get('wait_end_of_query')).toBe('1');
    expect(urls[3]?.searchParams.get('send_progress_in_http_headers')).toBe('1');
    await clickhouse.close();
  });
});

describe('the words of the server', () => {
  it('are split into code, name and message', () => {
    const cases: readonly (readonly [string, ReturnType<typeof parseServerError>])[] = [
      [
        'Code: 60. DB::Exception: Table a.b does not exist (in c). (UNKNOWN_TABLE) (version 24.8.14.39 (official build))',
        { code: 60, name: 'UNKNOWN_TABLE', message: 'Table a.b does not exist (in c).' },
      ],
      [
        'Code: 210. DB::NetException: Connection refused (h:9000). (NETWORK_ERROR) (version 25.3.1.1)\n',
        { code: 210, name: 'NETWORK_ERROR', message: 'Connection refused (h:9000).' },
      ],
      [
        'Poco::Exception. Code: 1000, e.code() = 0, HTML Form Exception: Field value too long (version 26.7.2.1)',
        { code: 1000, name: '', message: 'HTML Form Exception: Field value too long' },
      ],
      [
        '\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: Bad. (THROWN) (version 26.7.2.1)\n61 abcdefghijklmnop\r\n__exception__\r\n',
        { code: 395, name: 'THROWN', message: 'Bad.' },
      ],
      ['<html>502</html>', null],
    ];
    for (const [text, expected] of cases) expect(parseServerError(text)).toEqual(expected);
  });

  it('are found as the last row too', () => {
    const reading = readRows(
      '{"a":1}\n{"exception":"Code: 395. DB::Exception: Bad. (THROWN) (version 24.8.1.1)"}\n',
    );
    expect(reading).toEqual({ is: 'refused', serverError: { code: 395, name: 'THROWN', message: 'Bad.' } });
    expect(readRows('{"exception":"none of ours"}\n')).toEqual({
      is: 'rows',
      rows: [{ exception: 'none of ours' }],
    });
  });

  it('make only the setting they name be dropped', () => {
    const settings = statementSettings();
    expect(
      settings.dropRefused({
        code: 452,
        name: 'SETTING_CONSTRAINT_VIOLATION',
        message: 'Setting flatten_nested should not be changed',
      }),
    ).toBe(true);
    expect(
      settings.dropRefused({
        code: 452,
        name: 'SETTING_CONSTRAINT_VIOLATION',
        message: 'Setting flatten_nested should not be changed',
      }),
    ).toBe(false);
    expect(
      settings.dropRefused({
        code: 115,
        name: 'UNKNOWN_SETTING',
        message: "Unknown setting 'index_granularty'",
      }),
    ).toBe(false);
    expect(settings.dropRefused({ code: 62, name: 'SYNTAX_ERROR', message: 'enable_json_type' })).toBe(false);
    expect(Object.keys(settings.current())).not.toContain('flatten_nested');
    expect(Object.keys(settings.current())).toContain('enable_json_type');
  });
});

describe('secrets', () => {
  const hidden = (statement: string): string => secretMask(statement, []).statement;

  it.each([
    [
      "ENGINE = S3('https://b.test/x', 'AKIAKEY', 'shh-secret', 'CSV')",
      "ENGINE = S3('https://b.test/x', '[HIDDEN]', '[HIDDEN]', '[HIDDEN]')",
    ],
    [
      "ENGINE = MySQL('db:3306', 'shop', 'orders', 'joe', 'tiger-1')",
      "ENGINE = MySQL('db:3306', '[HIDDEN]', '[HIDDEN]', '[HIDDEN]', '[HIDDEN]')",
    ],
    [
      "SELECT * FROM postgresql('db:5432', 'shop', 'o', 'joe', 'it\\'s me')",
      "SELECT * FROM postgresql('db:5432', '[HIDDEN]', '[HIDDEN]', '[HIDDEN]', '[HIDDEN]')",
    ],
    [
      "ENGINE = Kafka SETTINGS kafka_broker_list = 'k:9092', kafka_sasl_password = 'topsecret', kafka_format = 'CSV'",
      "ENGINE = Kafka SETTINGS kafka_broker_list = 'k:9092', kafka_sasl_password = '[HIDDEN]', kafka_format = 'CSV'",
    ],
    [
      "url('https://joe:topsecret@h.test/x?X-Amz-Signature=abcdef123', CSV)",
      "url('https://joe:[HIDDEN]@h.test/x?X-Amz-Signature=[HIDDEN]', CSV)",
    ],
    [
      "url('https://h.test/x', CSV, 'a Int8', headers('Authorization' = 'Bearer abc123'))",
      "url('https://h.test/x', CSV, '[HIDDEN]', headers('[HIDDEN]' = '[HIDDEN]'))",
    ],
    [
      "SOURCE(CLICKHOUSE(HOST 'h' USER 'joe' PASSWORD 'topsecret' TABLE 't'))",
      "SOURCE(CLICKHOUSE(HOST 'h' USER 'joe' PASSWORD '[HIDDEN]' TABLE 't'))",
    ],
    [
      "CREATE USER joe IDENTIFIED WITH sha256_password BY 'topsecret'",
      "CREATE USER joe IDENTIFIED WITH sha256_password BY '[HIDDEN]'",
    ],
    [
      "CREATE NAMED COLLECTION c AS url = 'https://h.test', secret_access_key = 'topsecret'",
      "CREATE NAMED COLLECTION c AS url = 'https://h.test', secret_access_key = '[HIDDEN]'",
    ],
    [
      "azureBlobStorage('DefaultEndpointsProtocol=https;AccountKey=topsecret==;', 'c', 'p')",
      "azureBlobStorage('DefaultEndpointsProtocol=https;AccountKey=[HIDDEN];', '[HIDDEN]', '[HIDDEN]')",
    ],
    ["redis('h:6379', 'k', 'k String', 0, 'abc')", "redis('h:6379', '[HIDDEN]', '[HIDDEN]', 0, '[HIDDEN]')"],
    ["ENGINE = S3('https://b.test/x', 'AKIAKEY, 'shh-secret')", 'ENGINE = S3…'],
  ])('hides those of %s', (statement, expected) => {
    expect(hidden(statement)).toBe(expected);
  });

  it('leaves what is none', () => {
    const statements = [
      "CREATE TABLE t (a String DEFAULT 'x' COMMENT 'the token count') ENGINE = ReplacingMergeTree(v) ORDER BY a SETTINGS index_granularity = 1024",
      "ALTER TABLE t ADD CONSTRAINT url_ok CHECK url LIKE 'https://%'",
      "CREATE TABLE d AS t ENGINE = Distributed('cluster', 'shop', 't', rand())",
      "SELECT password, count() FROM t WHERE kind = 'abc' GROUP BY password ORDER BY kind",
    ];
    for (const statement of statements) expect(hidden(statement)).toBe(statement);
  });

  it('hides known values in the words of the server, short ones only in quotes', () => {
    const mask = secretMask("ENGINE = S3('https://b.test/x', 'AKIAKEY', 'CSV')", ['open sesame']);
    expect(mask.hide("cannot sign with AKIAKEY as 'CSV' is no format but CSVx is: open sesame")).toBe(
      "cannot sign with [HIDDEN] as '[HIDDEN]' is no format but CSVx is: [HIDDEN]",
    );
  });
});

describe('a value of a column', () => {
  it.each([
    ['headers', 'Authorization: Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0', 'eyJhbGciOi'],
    ['body', '{"user": "ann", "password": "open sesame"}', 'open'],
    ['key', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['key', 'sk-live-4eC39HqLyjWDarjt', '4eC39HqLyjWDarjt'],
    ['url', "postgres://u:pa'ss@h/db", "pa'ss"],
    ['url', 'postgres://u:cut-off-before-its-e', 'cut-off'],
    ['password_hash', '5f4dcc3b', '5f4dcc3b'],
    ['passwords', 'abc', 'abc'],
    ['auth', 'abc', 'abc'],
    ['cookie', 'id=7', 'id=7'],
    ['ssn', '078-05-1120', '078'],
  ])('of %s hides its secret: %s', (column, value, secret) => {
    const shown = maskedValue(column, value);
    expect(shown).not.toContain(secret);
    expect(shown).toContain('[HIDDEN]');
  });

  it.each(['seven', 'http://host:8123/x', 'author', '12 tokens left', 'a:b'])('is shown: %s', (value) => {
    expect(maskedValue('note', value)).toBe(value);
  });
});
