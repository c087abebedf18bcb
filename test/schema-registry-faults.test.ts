import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openRegistry, type SchemaRegistry } from '../src/drivers/schema-registry/schema-registry.ts';
import type { SchemaText } from '../src/model/subject.ts';

const SCHEMA: SchemaText = { type: 'JSON', text: '{"type":"object"}', references: [] };

describe('a registry that fails, on an HTTP server that is none', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function standIn(
    status: number,
    answer: string | null,
    seen: IncomingMessage[] = [],
  ): Promise<SchemaRegistry> {
    const server = createServer((request, response) => {
      seen.push(request);
      if (answer !== null) response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(answer);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const login = { username: 'reader', password: 'p@ss-w0rd' };
    return openRegistry({
      url: `http://127.0.0.1:${port}`,
      login,
      timeoutMs: answer === null ? 300 : 60_000,
    });
  }

  it.each([
    ['no answer', 200, null, 'TARGET_UNREACHABLE', /no answer in time/],
    ['a redirect', 302, '', 'TARGET_UNREACHABLE', /gave no answer/],
    ['a page', 200, '<html>', 'REGISTRY_REFUSED', /answered .* as no schema registry does/],
    ['a failing proxy', 502, 'Bad gateway', 'REGISTRY_REFUSED', /HTTP 502/],
    [
      'a locked door',
      401,
      '{"error_code":401,"message":"p@ss-w0rd"}',
      'TARGET_DENIED',
      /does not let reader/,
    ],
    [
      'its own fault',
      500,
      '{"error_code":50001,"message":"store of p@ss-w0rd failed"}',
      'REGISTRY_REFUSED',
      /store of \[HIDDEN\] failed \(50001\)/,
    ],
  ])('%s', async (_, status, answer, code, message) => {
    const registry = await standIn(status, answer);
    const error = await registry.readLevel('clicks-value').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('p@ss');
  });

  it('logs in, and encodes names', async () => {
    const seen: IncomingMessage[] = [];
    const registry = await standIn(200, '{"compatibilityLevel":"FORWARD"}', seen);
    expect(await registry.readLevel('team/clicks value')).toBe('FORWARD');
    expect(seen[0]?.url).toBe('/config/team%2Fclicks%20value');
    const login = Buffer.from('reader:p@ss-w0rd').toString('base64');
    expect(seen[0]?.headers.authorization).toBe(`Basic ${login}`);
  });

  it('says that a change may have been made', async () => {
    const registry = await standIn(200, null);
    await expect(registry.register('clicks-value', SCHEMA)).rejects.toMatchObject({
      message: expect.stringMatching(/The change may have been made\.$/),
    });
  });
});
