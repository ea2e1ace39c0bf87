import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Random } from '../tensor/random.ts';
import { readEventLog } from './event-log.ts';
import { readRunReport } from './run-report.ts';
import { nodeFlags } from './spawner.ts';
import { makeWorld, tabularSpawner, type World } from './testing/worlds.ts';
import { TrainerHost, type RunningTraining, type TrainerUpdate } from './trainer-host.ts';

const HOST_PROCESS = fileURLToPath(new URL('./testing/host-process.ts', import.meta.url));

let folder: string;
let world: World;
const hosts: TrainerHost[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-host-'));
  world = await makeWorld(folder);
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.dispose()));
  await rm(folder, { recursive: true, force: true });
});

const SPEC = {
  warmUpEpochs: 2,
  steps: 12,
  evaluateEvery: 4,
  grpo: { learningRate: 0.05 },
  checkpointSeconds: 0,
  evaluateTest: true,
};

function makeHost(
  delayMs = 0,
  options: Partial<ConstructorParameters<typeof TrainerHost>[0]> = {},
): TrainerHost {
  const host = new TrainerHost({ spawner: tabularSpawner(delayMs), ...options });
  hosts.push(host);
  return host;
}

describe('a trainer in its own process', () => {
  it('trains and leaves its files', async () => {
    const { updates, last } = await runToEnd(makeHost(), 'run');
    expect(last.kind).toBe('done');
    const events = eventsOf(updates);
    expect(events.map(({ number }) => number)).toEqual(events.map((_, i) => i + 1));
    expect(readEventLog(path.join(folder, 'run', 'events.jsonl'))).toEqual(events);
    const report = await readRunReport(path.join(folder, 'run'));
    expect(report?.plan).toMatchObject({ warmUpEpochs: 2, grpoSteps: 12 });
    for (const column of [report?.columns.start, report?.columns.afterWarmUp, report?.columns.result]) {
      expect(Object.keys(column?.heldOut?.report.tasks ?? {})).toHaveLength(5);
      expect(column?.test?.report.items).toBe(5);
    }
    expect(report?.columns.result.heldOut?.score).toBeGreaterThan(report?.columns.start.heldOut?.score ?? 1);
    expect(report?.videos).toEqual({
      train: ['v0', 'v1', 'v2', 'v3', 'v4', 'v5'],
      heldOut: ['v6', 'v7'],
      test: ['v8'],
    });
    await readFile(path.join(folder, 'run', 'policy.safetensors'));
    await readFile(path.join(folder, 'run', 'after-warm-up.safetensors'));
  });

  it('gives the same answer when a finished run is asked for again', async () => {
    const first = await runToEnd(makeHost(), 'run');
    const again = await runToEnd(makeHost(), 'run');
    expect(again.last).toEqual(first.last);
    expect(eventsOf(again.updates)).toEqual([]);
  });

  it('ends with the same weights and a whole log when it is killed at random moments', async () => {
    await runToEnd(makeHost(), 'whole');
    const whole = await readFile(path.join(folder, 'whole', 'policy.safetensors'));
    const steps = readEventLog(path.join(folder, 'whole', 'events.jsonl')).map(({ event }) => ({
      ...event,
      etaSeconds: null,
    }));
    const random = Random.seeded(5);
    let kills = 0;
    for (let life = 0; life < 20; life++) {
      // Each life gets a little further than the one before, whatever it loses; then the kill comes at any moment of a step.
      const { last } = await runToEnd(makeHost(4), 'killed', (training, _, heard) => {
        if (heard === life * 4 + 1) setTimeout(() => kill(training, 'SIGKILL'), random.uniform() * 20);
      });
      if (last.kind === 'done') break;
      kills++;
      expect(last.kind).toBe('failed');
    }
    expect(kills).toBeGreaterThan(3);
    expect((await readFile(path.join(folder, 'killed', 'policy.safetensors'))).equals(whole)).toBe(true);
    const log = readEventLog(path.join(folder, 'killed', 'events.jsonl'));
    expect(log.map(({ event }) => ({ ...event, etaSeconds: null }))).toEqual(steps);
  });

  it('tells one failure when it crashes, and the next run works', async () => {
    const host = makeHost(5);
    const { updates, last } = await runToEnd(host, 'crashed', (training, update) => {
      if (update.kind === 'event' && update.event.event.kind === 'grpo') kill(training, 'SIGSEGV');
    });
    expect(last).toMatchObject({ kind: 'failed' });
    expect(updates.filter(({ kind }) => ['failed', 'done', 'cancelled'].includes(kind))).toHaveLength(1);
    expect(last.kind === 'failed' ? last.sentence : '').toContain('SIGSEGV');
    const again = await runToEnd(host, 'crashed');
    expect(again.last.kind).toBe('done');
  });

  it('ends a hung process and says so', async () => {
    const host = makeHost(5, { silenceMs: 500 });
    const { last } = await runToEnd(host, 'hung', (training, update) => {
      if (update.kind === 'event' && update.event.event.kind === 'warm-up') kill(training, 'SIGSTOP');
    });
    expect(last.kind === 'failed' ? last.sentence : '').toContain('stopped answering');
  });

  it('pauses, goes on, and cancels within the grace', async () => {
    const host = makeHost(5);
    const states: string[] = [];
    const { last } = await runToEnd(host, 'paused', (training, update, heard) => {
      if (update.kind === 'event' && heard === 4) training.pause();
      if (update.kind === 'event' && heard === 14) void training.cancel();
      if (update.kind === 'state') {
        states.push(update.state);
        if (update.state === 'paused') training.resume();
      }
    });
    expect(states).toEqual(['running', 'paused', 'running']);
    expect(last.kind).toBe('cancelled');
    const resumed = await runToEnd(host, 'paused');
    expect(resumed.last.kind).toBe('done');
  });

  it('kills a trainer that does not hear the cancel', async () => {
    const host = makeHost(5, { cancelGraceMs: 300 });
    const { last } = await runToEnd(host, 'deaf', (training, update, heard) => {
      if (update.kind === 'event' && heard === 3) {
        kill(training, 'SIGSTOP');
        void training.cancel();
      }
    });
    expect(last.kind).toBe('cancelled');
  });

  it('leaves no process behind when the service itself is killed', async () => {
    const service = spawn(
      process.execPath,
      [...nodeFlags('x.ts'), HOST_PROCESS, JSON.stringify(world.run('orphan', SPEC))],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const pid = await new Promise<number>((resolve) => {
      service.stdout.setEncoding('utf8').once('data', (line: string) => resolve(Number(line)));
    });
    expect(isAlive(pid)).toBe(true);
    service.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  it('leaves no process behind', async () => {
    const host = makeHost(20);
    const training = host.start(world.run('left', SPEC), () => {});
    await until(() => training.pid !== null);
    const pid = training.pid ?? 0;
    await host.dispose();
    expect(isAlive(pid)).toBe(false);
    const { kind } = await training.ended;
    expect(kind).toBe('failed');
  });

  it('fails with a sentence for a damaged snapshot, a missing policy, and videos that are gone', async () => {
    const host = makeHost();
    const good = world.run('bad', SPEC);
    expect(await sentenceOf(host, { ...good, snapshot: world.startPolicy })).toContain(
      'snapshot of the corpus',
    );
    expect(await sentenceOf(host, { ...good, startPolicy: path.join(folder, 'gone.safetensors') })).toContain(
      'gone.safetensors',
    );
    await rm(path.join(folder, 'videos'), { recursive: true });
    expect(await sentenceOf(host, good)).toContain('None of the videos');
  });
});

async function runToEnd(
  host: TrainerHost,
  name: string,
  onUpdate: (training: RunningTraining, update: TrainerUpdate, heard: number) => void = () => {},
) {
  const updates: TrainerUpdate[] = [];
  let heard = 0;
  const training = host.start(world.run(name, SPEC), (update) => {
    updates.push(update);
    if (update.kind === 'event') heard++;
    onUpdate(training, update, heard);
  });
  const last = await training.ended;
  expect(updates.at(-1)).toEqual(last);
  return { updates, last };
}

async function sentenceOf(host: TrainerHost, run: Parameters<TrainerHost['start']>[0]): Promise<string> {
  const last = await host.start(run, () => {}).ended;
  return last.kind === 'failed' ? last.sentence : last.kind;
}

function eventsOf(updates: readonly TrainerUpdate[]) {
  return updates.flatMap((update) => (update.kind === 'event' ? [update.event] : []));
}

function kill(training: RunningTraining, signal: NodeJS.Signals): void {
  if (training.pid !== null && isAlive(training.pid)) process.kill(training.pid, signal);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
