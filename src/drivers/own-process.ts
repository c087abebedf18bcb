import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

function readOrEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** Equal only where process numbers mean the same: one boot of one machine, one container. */
function place(): string {
  const boot = readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const numbers = readOrEmpty(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update([hostname(), boot, numbers].join('\n')).digest('hex').slice(0, 16);
}

/** When a process began, in ticks since the machine did; empty where the system does not tell. */
function beginning(pid: number): string {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name, in parentheses, may hold blanks; the beginning is the twentieth field behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Names this process among all processes of all machines: `place/number/beginning`. */
export function ownProcess(): string {
  return [place(), process.pid, beginning(process.pid)].join('/');
}

/** True when a process, as {@link ownProcess} named it, is certainly gone; false also where nobody here can tell. */
export function isProcessGone(name: string): boolean {
  const [where = '', number = '', began = ''] = name.split('/');
  const pid = Number(number);
  if (where !== place() || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  // The number may have been given to another process since.
  return began !== '' && beginning(pid) !== '' && beginning(pid) !== began;
}
