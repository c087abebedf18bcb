import { createServer } from 'node:net';

/** Free ports of the loopback interface. Someone else may take them before they are used: be ready to ask again. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  // All are held open at once, so that no two are the same.
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject);
            server.listen(0, '127.0.0.1', () => {
              const address = server.address();
              if (address === null || typeof address === 'string')
                reject(new Error('a listening socket has no port'));
              else resolve(address.port);
            });
          }),
      ),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
