import { isListening } from '../drivers/listening.ts';
import { AppError } from '../errors.ts';
import type { ServerTarget } from '../model/target.ts';

/** Where a server takes connections. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|0\.0\.0\.0|[\w.-]+\.localhost)$/i;

/** Whether brokers that were missing answer by now. */
export async function brokersAnswer(brokers: string): Promise<boolean> {
  const heard = await Promise.all(brokers.split(',').map((broker) => hears(brokerAddress(broker))));
  return heard.includes(true);
}

/** Whether somebody takes connections there. A server elsewhere is not ours to start: what it does is seen when it is asked. */
export async function hears({ host, port }: Address): Promise<boolean> {
  return !LOOPBACK.test(host) || isListening(host, port);
}

/** Where a ClickHouse answers HTTP. */
export function serverAddress({ url }: ServerTarget): Address {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

/** `host:port`, as brokers are named. */
export function brokerAddress(broker: string): Address {
  const [, host = '', port = '9092'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(broker) ?? [];
  return { host, port: Number(port) };
}

/** @throws AppError TARGET_INVALID where one of them is not on this machine */
export function requireLocal(addresses: readonly Address[]): void {
  const far = addresses.find(({ host }) => !LOOPBACK.test(host));
  if (far === undefined) return;
  throw new AppError(
    'TARGET_INVALID',
    `${far.host} is not this machine, and moose dev changes servers without asking; nothing was changed.`,
    {
      hint: 'Name servers of this machine in .env.dev, such as MOOSE_CLICKHOUSE_CONFIG__EMBEDDED=true; or allow it: moose dev --remote',
    },
  );
}
