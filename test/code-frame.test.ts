import { describe, expect, it } from 'vitest';
import { codeFrame } from '../src/model/code-frame.ts';

/** What the line of carets stands under. */
function underlined(frame: string): string {
  const lines = frame.split('\n');
  const at = lines.findIndex((line) => line.startsWith('>'));
  const carets = lines[at + 1] ?? '';
  return (lines[at] ?? '').slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);
}

describe('a code frame', () => {
  const line = `${'a'.repeat(200)} place ${'b'.repeat(200)}`;

  it.each([
    ['behind the width', line, 202],
    ['at the end of a long line', `${'a'.repeat(300)}place`, 301],
    ['across the width', `${'a'.repeat(158)}place${'b'.repeat(90)}`, 159],
    ['in front', `\tplace ${'b'.repeat(400)}`, 2],
  ])('shows the place %s', (_, source, column) => {
    const frame = codeFrame(`first\n${source}\nlast`, 2, column, 5);
    expect(underlined(frame)).toBe('place');
    for (const each of frame.split('\n')) expect(each.length).toBeLessThan(175);
  });

  it('marks where a long line is cut', () => {
    expect(codeFrame(line, 1, 202, 5).split('\n')[0]).toMatch(
      /^> 1 \| …a{60} ?place b+…$|^> 1 \| …a+ place b+…$/,
    );
  });

  it.each([
    "  password: 'LITERALPW',",
    '  awsAccessKeyId: "LITERALPW",',
    '  "aws_secret_access_key": "LITERALPW",',
    "  kafka_sasl_password = 'LITERALPW'",
    "  password: process.env.PG ?? 'LITERALPW',",
    "  source: `POSTGRESQL(HOST 'a.example' PASSWORD 'LITERALPW' DB 'shop')`,",
    "  source: 'HTTP(URL \\'x\\' PASSWORD \\'LITERALPW\\')',",
    '  source: \'POSTGRESQL(PASSWORD "LITERALPW" DB "shop")\',',
    "  CREATE USER ann IDENTIFIED WITH sha256_password BY 'LITERALPW'",
    "  ENGINE = PostgreSQL('pg.example:5432', 'shop', 'orders', 'ann', 'LITERALPW')",
    "  SELECT * FROM s3('https://x.example/y.csv', 'KEY', 'LITERALPW', 'CSV')",
    "  url: 'https://ann:LITERALPW@x.example/y.csv',",
    "  url: 'https://x.example/y.csv?token=LITERALPW&a=1',",
    "  headers: { 'X-Whatever': 'LITERALPW' },",
    "  connection: 'DSN=shop;UID=ann;PWD=LITERALPW',",
    '  password: `LITERAL\\nPW LITERALPW`,',
  ])('shows no secret of its lines or of their neighbours: %s', (line) => {
    const own = codeFrame(`first\n${line}\nlast`, 2, 3, 4);
    expect(own).not.toContain('LITERAL');
    expect(own.split('\n')[1]).toHaveLength(`> 2 | ${line}`.length);
    expect(codeFrame(`first\n${line}\nlast`, 1, 1, 5)).not.toContain('LITERAL');
    expect(codeFrame(line.replace(' ', '\n\n\n'), 1, 1, 5)).not.toContain('LITERAL');
  });

  it.each([
    "  password: mooseRuntimeEnv.get('PG_PASSWORD'),",
    "  source: `REDIS(PASSWORD '${mooseRuntimeEnv.get('REDIS_PASSWORD')}')`,",
    "  tokenizer: 'ngrams',",
    "  password: string;\n  kind: 'a' | 'b';",
    "  orderByFields: ['secret', 'token'],",
    "  host: 'pg.example:5432', database: 'shop',",
  ])('shows what is no secret: %s', (line) => {
    const shown = codeFrame(line, 1, 1, 2).replace(/^.{6}/gm, '');
    for (const one of line.split('\n')) expect(shown).toContain(one);
  });
});
