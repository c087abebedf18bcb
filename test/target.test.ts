import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import { describeTarget } from '../src/model/target.ts';
import { parseTarget } from '../src/project/config/target.ts';

const defaults = { database: 'shop', directory: '/projects/shop' };

function server(text: string) {
  const { target, notices } = parseTarget(text, defaults);
  if (target.kind !== 'server') throw new Error('not a server');
  return { ...target, notices };
}

function refusal(text: string): AppError {
  try {
    parseTarget(text, defaults);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('parseTarget', () => {
  it.each([
    [
      'clickhouse://amy:s3cret@db.example:18124/metrics',
      'http://db.example:18124',
      'metrics',
      'amy',
      's3cret',
      0,
    ],
    ['clickhouses://amy:s3cret@db.example/metrics', 'https://db.example:8443', 'metrics', 'amy', 's3cret', 0],
    ['clickhouse://db.example', 'http://db.example:8123', 'shop', 'default', '', 0],
    ['https://amy@db.example', 'https://db.example:8443', 'shop', 'amy', '', 0],
    ['http://db.example:80/metrics/', 'http://db.example:80', 'metrics', 'default', '', 0],
    ['https://db.example:443', 'https://db.example:443', 'shop', 'default', '', 0],
    ['tcp://db.example:9000', 'http://db.example:8123', 'shop', 'default', '', 1],
    ['native://db.example:9440', 'https://db.example:8443', 'shop', 'default', '', 1],
    ['clickhouse://db.example:9000?secure=1', 'https://db.example:8443', 'shop', 'default', '', 1],
    ['clickhouse://db.example?secure', 'https://db.example:8443', 'shop', 'default', '', 0],
    ['clickhouse://db.example:8125/m?secure&user=amy', 'https://db.example:8125', 'm', 'amy', '', 0],
    ['clickhouse://db.example:9000/?compress=1&secure', 'https://db.example:8443', 'shop', 'default', '', 2],
    ['http://db.example:9000', 'http://db.example:9000', 'shop', 'default', '', 1],
    ['clickhouse://db.example:8443', 'https://db.example:8443', 'shop', 'default', '', 0],
    ['clickhouse://db.example:8443?secure=false', 'http://db.example:8443', 'shop', 'default', '', 0],
    [
      'clickhouse://db.example?database=metrics&secure=TRUE',
      'https://db.example:8443',
      'metrics',
      'default',
      '',
      0,
    ],
    [
      'clickhouse://a%40b:p%2Fw%3A%23%25@db.example/m%20x',
      'http://db.example:8123',
      'm x',
      'a@b',
      'p/w:#%',
      0,
    ],
    ['clickhouse://amy:p:w@q@db.example', 'http://db.example:8123', 'shop', 'amy', 'p:w@q', 0],
    ['clickhouse://amy@[2001:db8::7]:8125/m', 'http://[2001:db8::7]:8125', 'm', 'amy', '', 0],
    ['CLICKHOUSE://DB.Example', 'http://db.example:8123', 'shop', 'default', '', 0],
    ['  http://db.example?user=amy&password=pw%26x  ', 'http://db.example:8123', 'shop', 'amy', 'pw&x', 0],
  ])('%s', (text, url, database, username, password, notices) => {
    const read = server(text);
    expect(read).toMatchObject({ url, database, username, password });
    expect(read.notices).toHaveLength(notices);
  });

  it('names the port that it uses instead of a native one', () => {
    expect(server('clickhouse://db.example:9440').notices[0]).toContain('8443');
    expect(server('clickhouse://db.example:9000').notices[0]).toContain('8123');
  });

  it('tells which parameters it does not use', () => {
    expect(server('clickhouse://db.example?compress=1&secure=0').notices).toEqual([
      'the parameter compress of the URL is not used',
    ]);
  });

  it.each([
    ['embedded:', null, 'shop'],
    ['embedded:.data/ch', '/projects/shop/.data/ch', 'shop'],
    ['embedded:~/ch', join(homedir(), 'ch'), 'shop'],
    ['embedded:~amy', '/projects/shop/~amy', 'shop'],
    ['embedded:/var/lib/ch?database=metrics', '/var/lib/ch', 'metrics'],
    ['embedded:///var/lib/ch', '/var/lib/ch', 'shop'],
    ['embedded:?database=metrics', null, 'metrics'],
  ])('%s', (text, path, database) => {
    expect(parseTarget(text, defaults)).toEqual({
      target: { kind: 'embedded', path, database },
      notices: [],
    });
  });

  it.each([
    ['db.example:8123/metrics', /scheme/, /clickhouse:\/\//],
    ['clickhosue://db.example', /did you mean "clickhouse"/, null],
    ['postgres://db.example/x', /not one of/, null],
    ['clickhouse:///metrics', /host is missing/, null],
    ['clickhouse://amy:hunter2@/metrics', /host is missing/, null],
    ['clickhouse://amy:hunter2@db.example:123456', /port/, null],
    ['clickhouse://amy:hunter2@fe80::1', /colon/, /brackets/],
    ['clickhouse://amy:hun/ter2@db.example', /nothing may/, /%2F/],
    ['clickhouse://db.example:hun', /port/, /%2F/],
    ['clickhouse://amy:12/hunter2@db.example', /nothing may/, /%2F/],
    ['clickhouse://amy:12?hunter2@db.example', /nothing may/, /%3F/],
    ['clickhouse://amy:hunter#2@db.example', /nothing may/, /%23/],
    ['clickhouse://amy:hunter2%zz@db.example', /password is not percent-encoded/, /%25/],
    ['clickhouse://amy:hunter2@db example', /host/, null],
    ['clickhouse://amy:hunter2@db.example/a/b', /more than one part/, null],
    ['clickhouse://amy:hunter2@db.example/a?database=b', /two databases/, null],
    ['https://amy:hunter2@db.example?secure=false', /contradict/, null],
    ['http://amy:hunter2@db.example?secure', /contradict/, null],
    ['clickhouse://amy:hunter2@db.example?secure=', /neither true nor false/, null],
    ['clickhouse://amy:hunter2@db.example?secure=maybe', /neither true nor false/, null],
    ['embedded://data', /\/\//, null],
    ['http://db.example/system', /system is ClickHouse's own database/, null],
  ])('refuses %s without telling the password', (text, message, hint) => {
    const error = refusal(text);
    expect(error.code).toBe('TARGET_INVALID');
    expect(error.message).toMatch(message);
    if (hint !== null) expect(error.hint).toMatch(hint);
    expect(`${error.message} ${error.hint}`).not.toMatch(/hun|ter2|amy/);
  });

  it('is named to people without its credentials', () => {
    expect(describeTarget(parseTarget('clickhouse://amy:hunter2@db.example/m', defaults).target)).toBe(
      'http://db.example:8123/m',
    );
  });
});
