// Runs a command as a whole process and says what it took.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of the children that have ended, theirs included, in ms; 0 where there is no /proc. */
function childrenCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
    // cutime and cstime, in ticks of 10 ms.
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

function collect(stream) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/**
 * Runs Node on a script. `wall` is the time until the process has ended, `shown` until it printed its first result, in ms;
 * `cpu` is user and system time of it and of its children.
 */
export async function runNode(args, { cwd = process.cwd(), watch = null } = {}) {
  const before = childrenCpu();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  let shown = null;
  child.stdout.once('data', () => {
    shown = performance.now() - started;
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now() - started));
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stopWatching = watch?.(child.pid) ?? (() => undefined);
  const wall = await ended;
  stopWatching();
  await closed;
  return {
    wall,
    shown: shown ?? wall,
    cpu: childrenCpu() - before,
    exitCode: child.exitCode,
    stdout: out(),
    stderr: err(),
  };
}

function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
        .split(' ')
        .filter((text) => text.trim() !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}

function roleOf(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    if (line.includes('embedded-child')) return 'engine';
    if (/\btsc\b/.test(line)) return 'compiler';
    return line.includes('esbuild') ? 'bundler' : 'other';
  } catch {
    return 'other';
  }
}

/** Watches a process and its children; `peaks` has the largest resident size of each role in MiB. Linux only. */
export function memoryWatch() {
  const peaks = { ours: 0 };
  const watch = (pid) => {
    const look = () => {
      peaks.ours = Math.max(peaks.ours, peakOf(pid));
      for (const child of childrenOf(pid)) {
        const role = roleOf(child);
        peaks[role] = Math.max(peaks[role] ?? 0, peakOf(child));
      }
    };
    const timer = setInterval(look, 5);
    return () => clearInterval(timer);
  };
  return { peaks, watch };
}
