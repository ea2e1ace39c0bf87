import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TrainingState } from '../policy/policy.ts';
import { RunStore } from './checkpoint.ts';
import { DivergedError, RunCancelledError } from './errors.ts';
import type { EvaluationEvent, GrpoEvent, TrainingEvent } from './events.ts';
import { readEventLog } from './event-log.ts';
import { train, type LoopInput } from './loop.ts';
import { StepPlanner } from './plan-steps.ts';
import { tempr1Reward, type RewardOf } from './reward-of.ts';
import { runSpec, type RunSpec } from './run-spec.ts';
import { StepControl } from './step-control.ts';
import { trainingQuestions } from './testing/questions.ts';
import { TabularPolicy } from './testing/tabular-policy.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-loop-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The tabular policy has no features to share between texts: it needs larger steps than the preset's. */
const LEARNING = { learningRate: 0.05, schedule: 'constant' } as const;

describe('a run', () => {
  it('learns by GRPO alone: the mean reward rises clearly', async () => {
    const { events } = await runAll({ warmUpEpochs: 0, steps: 80, grpo: LEARNING });
    const rewards = grpoOf(events).map(({ reward }) => reward);
    const [first, last] = [mean(rewards.slice(0, 8)), mean(rewards.slice(-8))];
    expect(last).toBeGreaterThan(first + 0.4);
    const [start, result] = [scoreOf(events, 'start'), scoreOf(events, 'result')];
    expect(result).toBeGreaterThan(start + 0.3);
  });

  it('has a real reference policy: no divergence at first, then some', async () => {
    const { events } = await runAll({ warmUpEpochs: 2, steps: 6, grpo: LEARNING });
    const [first, ...later] = grpoOf(events).map(({ kl }) => kl);
    expect(first).toBeLessThan(1e-9);
    expect(later).toHaveLength(5);
    for (const kl of later) expect(kl).toBeGreaterThan(1e-7);
  });

  it('stays closer to the reference with a larger beta', async () => {
    const klWith = async (beta: number) => {
      const { events } = await runAll(
        { warmUpEpochs: 2, steps: 40, grpo: { ...LEARNING, loss: { beta } } },
        `b${beta}`,
      );
      return mean(
        grpoOf(events)
          .slice(-5)
          .map(({ kl }) => kl),
      );
    };
    expect(await klWith(2)).toBeLessThan((await klWith(0.01)) / 2);
  });

  it('tells its curves per task and its three columns', async () => {
    const { events } = await runAll({ warmUpEpochs: 3, steps: 12, evaluateEvery: 5, evaluateTest: true });
    const steps = grpoOf(events);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const seen = new Set(steps.flatMap(({ rewards }) => Object.keys(rewards)));
    expect([...seen].toSorted()).toEqual(['DTG', 'GVQA', 'TAL', 'TG', 'VHD']);
    for (const { groups, flatGroups, rewards } of steps) {
      expect(groups).toBe(8);
      expect(flatGroups).toBeLessThanOrEqual(8);
      expect(Object.values(rewards).reduce((sum, { rollouts }) => sum + rollouts, 0)).toBe(64);
    }
    const evaluations = events.filter((event) => event.kind === 'evaluation');
    expect(evaluations.map(({ stage, split, step }) => `${stage} ${split} ${step}`)).toEqual([
      'start held-out 0',
      'start test 0',
      'after-warm-up held-out 0',
      'after-warm-up test 0',
      'grpo held-out 5',
      'grpo held-out 10',
      'grpo held-out 12',
      expect.stringMatching(/^result held-out /),
      expect.stringMatching(/^result test /),
    ]);
    expect(events[2]).toMatchObject({ kind: 'plan', warmUpEpochs: 3, warmUpSteps: 12, grpoSteps: 12 });
  });

  it('counts the groups that teach nothing, and learns nothing from them', async () => {
    const alike: LoopInput['reward'] = (question, response) => ({
      ...tempr1Reward()(question, response),
      total: 1,
    });
    const spec = { warmUpEpochs: 0, steps: 3, grpo: { ...LEARNING, loss: { beta: 0 } } };
    const { events, state } = await runAll(spec, 'alike', { reward: alike });
    for (const { groups, flatGroups, loss, kl } of grpoOf(events))
      expect({ groups, flatGroups, loss, kl }).toEqual({ groups: 8, flatGroups: 8, loss: 0, kl: 0 });
    expect(grpoOf(events)).toHaveLength(3);
    const untouched = await runAll({ ...spec, steps: 0 }, 'untouched');
    expect(bytesOf(state)['logits']).toBe(bytesOf(untouched.state)['logits']);
    expect(bytesOf(state)['logits']).toBeDefined();
  });

  it('mixes tasks within a step, each prompt with its own group', async () => {
    const { events } = await runAll({ warmUpEpochs: 0, steps: 10 }, 'mixed');
    for (const { rewards } of grpoOf(events)) {
      expect(Object.keys(rewards).length).toBeGreaterThan(1);
      for (const { rollouts } of Object.values(rewards)) expect(rollouts % 8).toBe(0);
    }
  });

  it('ends with the warmed-up policy where GRPO made it worse', async () => {
    const spec = { warmUpEpochs: 3, steps: 30, evaluateEvery: 10, grpo: LEARNING };
    const misled: RewardOf = (...asked) => {
      const reward = tempr1Reward()(...asked);
      return { ...reward, total: -reward.total };
    };
    const { events } = await runAll(spec, 'ruined', { reward: misled });
    const evaluations = events.filter((event) => event.kind === 'evaluation');
    const warm = scoreOf(events, 'after-warm-up') ?? NaN;
    const during = evaluations.filter(({ stage }) => stage === 'grpo').map(({ score }) => score ?? 0);
    expect(Math.max(...during)).toBeLessThan(warm);
    expect(scoreOf(events, 'result')).toBe(warm);
    expect(evaluations.at(-1)?.step).toBe(0);
    const last = await runAll({ ...spec, choose: 'last' }, 'last', { reward: misled });
    expect(scoreOf(last.events, 'result')).toBeLessThan(warm);
  });

  it('ends with the GRPO step that did best on the held-out videos', async () => {
    const { events } = await runAll({ warmUpEpochs: 0, steps: 30, evaluateEvery: 3, grpo: LEARNING });
    const evaluations = events.filter((event) => event.kind === 'evaluation');
    const during = evaluations.filter(({ stage }) => stage === 'grpo');
    const best = Math.max(...during.map(({ score }) => score ?? 0));
    expect(scoreOf(events, 'result')).toBe(best);
    expect(evaluations.at(-1)?.step).toBe(during.find(({ score }) => score === best)?.step);
  });

  it('gives the same weights for the same seed and others for another', async () => {
    const spec = { warmUpEpochs: 2, steps: 10, grpo: LEARNING };
    const [one, again, other] = [
      await runAll(spec, 'one'),
      await runAll(spec, 'again'),
      await runAll({ ...spec, seed: 7 }, 'other'),
    ];
    expect(bytesOf(one.state)).toEqual(bytesOf(again.state));
    expect(bytesOf(one.state)).not.toEqual(bytesOf(other.state));
  });

  it('learns with every loss type, at sequence level, and with several updates per rollout', async () => {
    for (const loss of [
      { type: 'dr_grpo', maxResponseTokens: 4 },
      { type: 'bnpo' },
      { type: 'dapo', clipHigh: 0.28 },
      { type: 'cispo', clipHigh: 5 },
      { type: 'sapo' },
      { type: 'luspo', ratioLevel: 'sequence' },
      { type: 'vespo' },
      { ratioLevel: 'sequence' },
    ] as const) {
      const { events } = await runAll(
        { warmUpEpochs: 0, steps: 40, grpo: { ...LEARNING, updatesPerRollout: 2, loss } },
        JSON.stringify(loss).replaceAll(/\W/g, ''),
      );
      const rewards = grpoOf(events).map(({ reward }) => reward);
      expect(mean(rewards.slice(-6)), JSON.stringify(loss)).toBeGreaterThan(mean(rewards.slice(0, 6)) + 0.2);
    }
  });
});

describe('a run that runs out of time', () => {
  it('ends early, and one that is given the steps it did and planned ends with the same weights', async () => {
    const spec = { warmUpEpochs: 1, steps: 9, evaluateEvery: 3, grpo: { learningRate: 0.05 } };
    const { input } = await makeInput(spec, 'cut');
    const { planner } = input;
    const hurried: LoopInput['planner'] = {
      warmUp: (seconds) => planner.warmUp(seconds),
      grpo: () => planner.grpo(),
      cut: async (step) => (step < 5 ? null : { ...(await planner.warmUp(0)), grpoSteps: step }),
    };
    const cut = await runAll(spec, 'cut', { planner: hurried });
    expect(grpoOf(cut.events)).toHaveLength(5);
    expect(cut.events.findLast((event) => event.kind === 'plan')).toMatchObject({
      grpoSteps: 5,
      decaySteps: 9,
    });
    const again = await runAll({ ...spec, steps: 5, grpo: { ...spec.grpo, decaySteps: 9 } }, 'again');
    expect(bytesOf(again.state)).toEqual(bytesOf(cut.state));
    const linear = await runAll({ ...spec, steps: 5 }, 'linear');
    expect(bytesOf(linear.state)).not.toEqual(bytesOf(cut.state));
  });
});

describe('a run that is stopped', () => {
  const spec = { warmUpEpochs: 3, steps: 8, evaluateEvery: 3, grpo: LEARNING, checkpointSeconds: 0 };

  it('ends with the same weights and the same log, wherever it was cut', async () => {
    const whole = await runAll(spec, 'whole');
    const events = whole.events.length;
    expect(events).toBeGreaterThan(20);
    for (let cut = 1; cut < events; cut++) {
      const name = `cut-${cut}`;
      const begun = await makeInput(spec, name);
      const seen: TrainingEvent[] = [];
      for await (const event of train(begun.input)) {
        seen.push(event);
        if (seen.length === cut) break;
      }
      begun.input.store.close();
      const resumed = await runAll(spec, name);
      expect(bytesOf(resumed.state), `cut after event ${cut}`).toEqual(bytesOf(whole.state));
      expect(withoutTimes(readEventLog(path.join(folder, name, 'events.jsonl')))).toEqual(
        withoutTimes(whole.log),
      );
    }
  });

  it('goes on from a pause without a change, and says that it paused', async () => {
    const whole = await runAll(spec, 'whole');
    const paused: boolean[] = [];
    const control = new StepControl((now) => {
      paused.push(now);
      if (now) setTimeout(() => control.resume(), 5);
    });
    const interrupted = await runAll(spec, 'paused', { control }, (event) => {
      if (event.kind === 'warm-up' && event.step === 2) control.pause();
      if (event.kind === 'grpo' && event.step === 4) control.pause();
    });
    expect(paused).toEqual([true, false, true, false]);
    expect(bytesOf(interrupted.state)).toEqual(bytesOf(whole.state));
  });

  it('ends between two steps when it is cancelled, also out of a pause', async () => {
    const control = new StepControl((now) => {
      if (now) control.cancel();
    });
    const events: TrainingEvent[] = [];
    const running = runAll(spec, 'cancelled', { control }, (event) => {
      events.push(event);
      if (event.kind === 'grpo' && event.step === 2) control.pause();
    });
    await expect(running).rejects.toThrow(RunCancelledError);
    expect(events.at(-1)).toMatchObject({ kind: 'grpo', step: 2 });
  });

  it('stops on a reward that is not a number, and can go on from its checkpoint', async () => {
    const whole = await runAll(spec, 'whole');
    let rewards = 0;
    const poisoned: LoopInput['reward'] = (question, response) => {
      const reward = tempr1Reward()(question, response);
      return ++rewards > 200 ? { ...reward, total: Number.NaN } : reward;
    };
    await expect(runAll(spec, 'poisoned', { reward: poisoned })).rejects.toThrow(DivergedError);
    const resumed = await runAll(spec, 'poisoned');
    expect(bytesOf(resumed.state)).toEqual(bytesOf(whole.state));
  });

  it('stops on a warm-up step that was skipped for its gradient, though its loss is a number', async () => {
    const seen: TrainingEvent[] = [];
    const running = runAll(spec, 'skipped', { policy: new Overflowing() }, (event) => seen.push(event));
    await expect(running).rejects.toThrow('its gradient norm became Infinity');
    expect(seen.at(-1)).toMatchObject({ kind: 'warm-up', step: 3 });
  });

  it('refuses to go on with a warm-up that was divided otherwise', async () => {
    const begun = await makeInput(spec, 'other');
    for await (const event of train(begun.input)) if (event.kind === 'warm-up' && event.step === 2) break;
    begun.input.store.close();
    const { policy } = begun;
    const divided = Object.assign(new TabularPolicy(), {
      warmUp: async (...args: Parameters<TabularPolicy['warmUp']>) => ({
        ...(await policy.warmUp(...args)),
        totalSteps: 99,
      }),
    });
    await expect(runAll(spec, 'other', { policy: divided })).rejects.toThrow(
      'another version of the program',
    );
  });

  it('refuses the checkpoint of another run', async () => {
    await runAll(spec, 'whole');
    const store = new RunStore(path.join(folder, 'whole'), {
      architecture: 'tabular-1',
      identity: 'another',
    });
    await expect(store.begin()).rejects.toThrow('other settings, another corpus');
    const other = new RunStore(path.join(folder, 'whole'), { architecture: 'tabular-2', identity: 'test' });
    await expect(other.begin()).rejects.toThrow('made by tabular-1');
  });
});

/** Its fourth step of a warm-up has no finite gradient. */
class Overflowing extends TabularPolicy {
  override async warmUp(...asked: Parameters<TabularPolicy['warmUp']>) {
    const warmUp = await super.warmUp(...asked);
    const step = async (index: number) => {
      const report = await warmUp.step(index);
      return index === 3 ? { ...report, gradientNorm: Infinity } : report;
    };
    return { ...warmUp, step };
  }
}

async function makeInput(
  spec: Parameters<typeof runSpec.parse>[0],
  name: string,
  changes: Partial<LoopInput> = {},
) {
  const at = path.join(folder, name);
  await mkdir(at, { recursive: true });
  const policy = new TabularPolicy();
  const parsed: RunSpec = runSpec.parse(spec);
  const questions = trainingQuestions();
  const kept: string[] = [];
  const input: LoopInput = {
    policy,
    questions: parsed.evaluateTest ? questions : { ...questions, test: [] },
    spec: parsed,
    planner: new StepPlanner({ spec: parsed, folder: at, policy, questions, begunAt: Date.now() }),
    store: new RunStore(at, { architecture: policy.architecture, identity: 'test' }),
    control: new StepControl(),
    reward: tempr1Reward(),
    keepPolicy: async (which) => {
      kept.push(which);
    },
    ...changes,
  };
  return { input, policy, kept };
}

async function runAll(
  spec: Parameters<typeof runSpec.parse>[0],
  name = 'run',
  changes: Partial<LoopInput> = {},
  onEvent: (event: TrainingEvent) => void = () => {},
) {
  const { input, policy, kept } = await makeInput(spec, name, changes);
  const events: TrainingEvent[] = [];
  try {
    for await (const event of train(input)) {
      events.push(event);
      onEvent(event);
    }
  } finally {
    input.store.close();
  }
  return {
    events,
    kept,
    state: await policy.trainingState(),
    log: readEventLog(path.join(folder, name, 'events.jsonl')),
  };
}

const grpoOf = (events: readonly TrainingEvent[]): GrpoEvent[] =>
  events.filter((event) => event.kind === 'grpo');

function scoreOf(events: readonly TrainingEvent[], stage: EvaluationEvent['stage']): number {
  const found = events.find((event) => event.kind === 'evaluation' && event.stage === stage);
  return found?.kind === 'evaluation' ? (found.score ?? Number.NaN) : Number.NaN;
}

function bytesOf(state: TrainingState): Record<string, string> {
  return Object.fromEntries(
    [...state].map(([name, { data }]) => [
      name,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
    ]),
  );
}

/** Times differ between two runs of the same steps; nothing else may. */
function withoutTimes(log: ReturnType<typeof readEventLog>): unknown[] {
  return log.map(({ number, event }) => ({ number, event: { ...event, etaSeconds: null } }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
