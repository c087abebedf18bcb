import { describe, expect, it } from 'vitest';
import { block, code, label, words } from '../src/cli/markdown/escaped.ts';
import { lineage } from '../src/cli/markdown/lineage.ts';
import type { PlanReport } from '../src/cli/markdown/plan-report.ts';
import { LONGEST_REPORT, reportText } from '../src/cli/markdown/report-text.ts';
import { problem } from '../src/errors.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { Action, Operation, Plan } from '../src/model/operation.ts';
import type { Table } from '../src/model/table.ts';
import type { MaterializedView } from '../src/model/view.ts';

const HOSTILE =
  'a | b `c` <img src=x onerror=alert(1)> @everyone [x](https://evil.example) \n# head\u202E <!-- --> *x* _y_';

const OWNED = { lifeCycle: 'FULLY_MANAGED', cluster: null, source: null, notUnderstood: null } as const;

function table(name: string): Table {
  return {
    ...OWNED,
    address: `shop.${name}`,
    database: 'shop',
    name,
    version: null,
    columns: [],
    indexes: [],
    projections: [],
    constraints: [],
    engine: { name: 'Memory', args: [] },
    partitionBy: null,
    primaryKey: null,
    orderBy: null,
    sampleBy: null,
    ttl: null,
    settings: {},
    comment: null,
  };
}

function view(name: string, select: string, target: string): MaterializedView {
  return {
    ...OWNED,
    address: `shop.${name}`,
    database: 'shop',
    name,
    select,
    target: { database: 'shop', name: target },
    columns: null,
    security: null,
    comment: null,
    refresh: null,
    inner: null,
    sources: [],
    startsEmpty: false,
  };
}

function operation(name: string, action: Action, more: Partial<Operation> = {}): Operation {
  return {
    ...action,
    target: { database: 'shop', name, cluster: null },
    because: `shop.${name}`,
    hazards: [],
    cost: { class: 'mutation', rows: 1234567, bytes: 5 * 2 ** 30, parts: 7, seconds: 90 },
    approved: [],
    checks: [],
    ...more,
  } as Operation;
}

const STATE: InfraMap = {
  ...emptyInfraMap('shop'),
  tables: [table('orders'), table('totals'), table('alone')],
  materializedViews: [view('adding', 'SELECT a FROM shop.orders', 'totals')],
  topics: [
    {
      address: 'topic/clicks',
      name: 'clicks',
      partitions: 3,
      replicationFactor: null,
      schema: null,
      isPinned: false,
      destination: 'shop.orders',
      configs: { 'retention.ms': '60000' },
      version: null,
      lifeCycle: 'FULLY_MANAGED',
      source: null,
      live: null,
    },
  ],
};

function report(operations: readonly Operation[], parts: Partial<PlanReport> = {}): PlanReport {
  const plan: Plan = { base: '', desired: '', operations, refused: [], withheld: [] };
  return {
    title: 'Plan',
    outcome: ['Can be applied.'],
    problems: [],
    plan,
    steps: operations.map((each) => ({
      on: 'clickhouse',
      operations: [each],
      statements: [`ALTER TABLE ${each.target.name}`],
    })),
    base: STATE,
    desired: STATE,
    notes: [],
    ...parts,
  };
}

const DROP = operation(
  'orders',
  { kind: 'DropTableColumn', column: 'note' },
  {
    hazards: ['DELETES_DATA'],
    checks: [
      {
        asks: 'queries of the last 30 days that use the column',
        sql: 'SELECT 1',
        found: 12,
        sampled: null,
        unanswered: null,
      },
      {
        asks: 'rows that the new TTL expires at once',
        sql: 'SELECT 2',
        found: 7,
        sampled: 50_000_000,
        unanswered: null,
      },
    ],
  },
);

describe('text of users', () => {
  it('is nothing but text in words', () => {
    const shown = words(HOSTILE);
    expect(shown).not.toMatch(/<|(?<![\\&])[`[\]#|*]|@|https:|\n|\u202E/);
    expect(shown).toContain('&#64;everyone');
    expect(shown).toContain('u\\{202e\\}');
    expect(words('local.order_lines')).toBe('local.order_lines');
  });

  it('ends neither its code nor its cell', () => {
    expect(code('a `b`` c')).toBe('```a `b`` c```');
    expect(code('`a`')).toBe('`` `a` ``');
    expect(code('a | b\nc')).toBe('`a \\| b c`');
    expect(code('x'.repeat(999)).length).toBeLessThan(310);
  });

  it('does not end a block', () => {
    expect(block('sql', 'a\n````\nb')).toBe('`````sql\na\n````\nb\n`````');
  });

  it('is one label of a diagram', () => {
    expect(label('a"]; click b "javascript:x" <b>')).toBe(
      '"a#34;#93;#59; click b #34;javascript:x#34; #60;b#62;"',
    );
  });

  it('does no harm in a whole report', () => {
    const hostile = operation(
      HOSTILE,
      { kind: 'RawSql', sql: ['SELECT 1'], description: HOSTILE, resource: null },
      { because: HOSTILE, hazards: ['UNCHECKED_SQL'] },
    );
    const text = reportText(
      report([hostile], {
        problems: [problem('PLAN_REFUSED', HOSTILE, { hint: HOSTILE })],
        notes: [HOSTILE],
      }),
    );
    const outside = text.replace(/(`{3,})[\s\S]*?\n\s*\1/g, '').replace(/(`+)[^\n]*?\1/g, '');
    expect(outside).not.toMatch(/<img|@everyone|\]\(https:|\n# head/);
    // Every row of a table has the cells of its head.
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    for (const line of rows) expect([5, 6]).toContain(cells(line));
  });
});

describe('a report', () => {
  it('begins with its marker and shows hazards before operations, with what is at stake', async () => {
    const text = reportText(report([DROP]));
    expect(text.split('\n')[0]).toBe('<!-- moose-migrate -->');
    expect(text.indexOf('### Hazards')).toBeLessThan(text.indexOf('### 1 operation'));
    expect(text).toContain(
      '1,234,567 rows, 5.0 GiB, about 90 s (estimated)<br>12 queries of the last 30 days',
    );
    // Whoever reads the comment must know that there may be more.
    expect(text).toContain('7 rows that the new TTL expires at once (in the first 50,000,000 rows)');
    await expect(text).toMatchFileSnapshot('expected/markdown/report.md');
  });

  it('is the same each time', () => {
    expect(reportText(report([DROP]))).toBe(reportText(report([DROP])));
  });

  it.each([20, 400, 3000])(
    'of %i operations stays below the limit of a comment, and says where it was cut',
    (count) => {
      const operations = Array.from({ length: count }, (_, at) =>
        operation(`table_${at}`, {
          kind: 'AddTableIndex',
          index: { name: 'i', expression: 'x'.repeat(150), type: 'minmax', granularity: 1 },
        }),
      );
      const text = reportText(report([DROP, ...operations]));
      expect(text.length).toBeLessThanOrEqual(LONGEST_REPORT);
      expect(text.includes('This report was cut')).toBe(count > 100);
      // Nothing that was opened stays open.
      expect(text.split('```').length % 2).toBe(1);
      expect(text.split('<details>').length).toBe(text.split('</details>').length);
      // What may harm is what stays.
      expect(text).toContain('**DELETES_DATA** | drop `shop.orders: column note`');
    },
  );

  it('is cut even where nothing can be spared', () => {
    const text = reportText(report([DROP], { outcome: ['x'.repeat(9000)] }), 5000);
    expect(text.length).toBeLessThanOrEqual(5000);
    expect(text).toContain('This report was cut');
  });
});

describe('the lineage', () => {
  it('shows what changes with what feeds it and what it feeds', () => {
    const text = lineage(STATE, STATE, [DROP])?.join('\n') ?? '';
    expect(text).toContain('n0[["materialized view shop.adding"]]');
    expect(text).toContain('n1[("table shop.orders")]:::changed');
    expect(text).toContain('n2>"stream clicks"]');
    expect(text).toMatch(/n1 --> n0[\s\S]*n2 --> n1/);
    expect(text).not.toContain('alone');
  });

  it('is left out where there is nothing to see', () => {
    expect(lineage(STATE, STATE, [operation('alone', { kind: 'DropTable' })])).toBeNull();
  });
});
