import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Run } from '../contract/index.ts';
import {
  listen,
  openPage,
  sampleProject,
  testService,
  until,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;
let project: string;

beforeAll(async () => {
  service = await testService({ stepDelayMs: 5 });
  page = await openPage(service);
  project = join(service.folder, 'project');
  await sampleProject(page, project);
});
afterAll(() => service.close());

const SHORT = { warmupEpochs: 1, steps: 4, seed: 7, device: 'cpu' } as const;
const ENDED: readonly Run['state'][] = ['done', 'failed', 'cancelled', 'interrupted'];

async function ended(runId: string, from: OpenPage = page): Promise<Run> {
  await until(async () => ENDED.includes((await from.client.training.run.query({ runId })).state));
  return from.client.training.run.query({ runId });
}

async function underWay(runId: string): Promise<void> {
  const phases = ['warm-up', 'grpo'];
  await until(async () => phases.includes((await page.client.training.run.query({ runId })).phase));
}

describe('a training run', () => {
  it('learns from what was curated while people go on, and its result is looked at before it answers', async () => {
    const heard = listen(page);
    const { policyId: before } = (await page.client.projects.current.query()) ?? { policyId: '' };
    const { runId } = await page.client.training.start.mutate(SHORT);
    await expect(page.client.training.start.mutate(SHORT)).rejects.toThrow('A training run is under way');
    // The annotator is not held up: an edit in the middle of it.
    const edit = await page.client.commands.run.mutate({
      name: 'addComment',
      params: { video: 'cheetah-train-01', text: 'while it trains' },
    });
    expect(edit.created.comments).toHaveLength(1);
    const run = await ended(runId);
    expect(run).toMatchObject({ state: 'done', error: null, canResume: false, basePolicyId: before });
    expect(run.evaluation.length).toBeGreaterThan(5);
    expect(new Set(run.evaluation.map(({ task }) => task))).toEqual(
      new Set(['TG', 'DTG', 'VHD', 'GVQA', 'TAL']),
    );
    const { series } = await page.client.training.run.query({ runId });
    const curve = (name: string, phase: string) =>
      series.find((each) => each.name === name && each.phase === phase);
    expect(curve('reward', 'grpo')?.steps).toEqual([1, 2, 3, 4]);
    expect(curve('kl', 'grpo')?.values).toHaveLength(4);
    expect(curve('heldOut', 'grpo')?.steps[0]).toBe(0);
    expect(curve('loss', 'warm-up')?.steps.length).toBeGreaterThan(0);
    expect(heard.seen.some(({ event }) => event.type === 'metrics' && event.runId === runId)).toBe(true);
    heard.stop();

    // A candidate only: the policy that answers is still the one before.
    expect(await page.client.projects.current.query()).toMatchObject({ policyId: before });
    const listed = await page.client.policies.list.query();
    const made = listed.find(({ id }) => id === run.policyId);
    expect(made).toMatchObject({ current: false, origin: runId, parentId: before, usable: true });
    const file = join(project, 'policies', `${run.policyId ?? ''}.safetensors`);
    expect(readFileSync(file).equals(readFileSync(join(project, 'runs', runId, 'policy.safetensors')))).toBe(
      true,
    );

    await page.client.policies.promote.mutate({ runId });
    expect(await page.client.projects.current.query()).toMatchObject({ policyId: run.policyId });
    const back = await page.client.policies.rollback.mutate();
    expect(back.policyId).toBe(before);
    await expect(page.client.policies.rollback.mutate()).rejects.toThrow('no earlier policy');
  });

  it('gives the same result for the same seed and corpus', async () => {
    const weights: Buffer[] = [];
    for (let i = 0; i < 2; i++) {
      const { runId } = await page.client.training.start.mutate(SHORT);
      expect((await ended(runId)).state).toBe('done');
      weights.push(readFileSync(join(project, 'runs', runId, 'policy.safetensors')));
    }
    expect(weights[0]?.equals(weights[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it('pauses, goes on and can be cancelled', async () => {
    const { runId } = await page.client.training.start.mutate({ ...SHORT, steps: 100_000 });
    await underWay(runId);
    await page.client.training.pause.mutate({ runId });
    await until(async () => (await page.client.training.run.query({ runId })).state === 'paused');
    await page.client.training.resume.mutate({ runId });
    await until(async () => (await page.client.training.run.query({ runId })).state === 'running');
    await page.client.training.cancel.mutate({ runId });
    expect(await page.client.training.run.query({ runId })).toMatchObject({
      state: 'cancelled',
      policyId: null,
    });
    await expect(page.client.training.resume.mutate({ runId })).rejects.toThrow('cannot go on');
  });

  it('that is killed is told in a sentence, costs nothing else, and goes on from its checkpoint', async () => {
    const { runId } = await page.client.training.start.mutate({ ...SHORT, steps: 150 });
    await underWay(runId);
    const pid = service.studio.core.session.training.pid;
    if (pid === null) throw new Error('A run under way has a process.');
    process.kill(pid, 'SIGKILL');
    const run = await ended(runId);
    expect(run).toMatchObject({ state: 'failed', canResume: true });
    expect(run.error).toMatch(/can be resumed\.$/u);
    expect(await page.client.projects.current.query()).toMatchObject({ dir: project });
    await page.client.training.resume.mutate({ runId });
    await until(async () => (await page.client.training.run.query({ runId })).state !== 'failed');
    expect((await ended(runId)).state).toBe('done');
  });

  it('that was under way when the application ended is interrupted, and can be resumed', async () => {
    const { runId } = await page.client.training.start.mutate({ ...SHORT, steps: 150 });
    await underWay(runId);
    await page.client.projects.close.mutate();
    await page.client.projects.open.mutate({ dir: project });
    expect(await page.client.training.run.query({ runId })).toMatchObject({
      state: 'interrupted',
      canResume: true,
    });
    await page.client.training.resume.mutate({ runId });
    await until(async () => (await page.client.training.run.query({ runId })).state === 'running');
    expect((await ended(runId)).state).toBe('done');
  });

  it('is refused with a sentence where nothing is curated', async () => {
    const other = await testService();
    const empty = await openPage(other);
    await empty.client.projects.create.mutate({ dir: join(other.folder, 'p'), title: 'Empty' });
    const { runId } = await empty.client.training.start.mutate(SHORT);
    const run = await ended(runId, empty);
    expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining('curate some items') });
    await other.close();
  });
});

describe('suggestions', () => {
  const test = 'cheetah-test-01';

  it('come for a video, lie beside the truth, and are judged by commands', async () => {
    const { jobId } = await page.client.suggestions.start.mutate({ scope: { videoId: test } });
    const job = await page.finished(jobId);
    expect(job).toMatchObject({ state: 'done', problems: [] });
    const detail = await page.client.videos.detail.query({ videoId: test });
    expect(detail.responses).toHaveLength(detail.items.length);
    expect(detail.suggestions.every(({ status }) => status === 'pending')).toBe(true);
    const truths = detail.items.flatMap(({ intervals }) => intervals);
    const pending = detail.suggestions.find(({ start }) => start !== null);
    if (pending === undefined) throw new Error('The policy suggests intervals.');
    await page.client.commands.run.mutate({
      name: 'rejectSuggestion',
      params: { suggestions: [pending.id] },
    });
    const after = await page.client.videos.detail.query({ videoId: test });
    expect(after.suggestions.find(({ id }) => id === pending.id)?.status).toBe('rejected');
    expect(after.items.flatMap(({ intervals }) => intervals)).toEqual(truths);
    await page.client.commands.undo.mutate();
  });

  it('make room for newer ones that nobody judged', async () => {
    for (let i = 0; i < 2; i++) {
      const { jobId } = await page.client.suggestions.start.mutate({ scope: { videoId: test }, task: 'TG' });
      expect((await page.finished(jobId)).state).toBe('done');
    }
    const detail = await page.client.videos.detail.query({ videoId: test });
    const grounding = new Set(detail.items.filter(({ task }) => task === 'TG').map(({ id }) => id));
    const responses = detail.responses.filter(({ itemId }) => grounding.has(itemId));
    expect(responses).toHaveLength(grounding.size);
  });

  it('survive the death of the model process', async () => {
    const { model } = service.studio.core.session;
    await until(() => model.pid !== null);
    process.kill(model.pid ?? 0, 'SIGKILL');
    await until(() => model.pid === null);
    const { jobId } = await page.client.suggestions.start.mutate({ scope: { videoId: test }, task: 'TAL' });
    expect((await page.finished(jobId)).state).toBe('done');
  });

  it('are refused with a sentence for what is not there', async () => {
    const start = page.client.suggestions.start;
    const nobody = await page.finished((await start.mutate({ scope: { itemIds: ['nope'] } })).jobId);
    expect(nobody).toMatchObject({ state: 'failed', sentence: 'There is no item “nope” in this project.' });
    const unknown = await page.finished(
      (await start.mutate({ scope: { videoId: test }, policy: 'nope' })).jobId,
    );
    expect(unknown).toMatchObject({ state: 'failed', sentence: 'This project has no policy “nope”.' });
  });

  it('never come from a policy file that was changed', async () => {
    const { runId } = await page.client.training.start.mutate(SHORT);
    const { policyId } = await ended(runId);
    const file = join(project, 'policies', `${policyId ?? ''}.safetensors`);
    const kept = `${file}.kept`;
    cpSync(file, kept);
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')]));
    await expect(page.client.policies.promote.mutate({ policyId: policyId ?? '' })).rejects.toThrow(
      'has changed',
    );
    cpSync(kept, file);
    expect((await page.client.policies.promote.mutate({ policyId: policyId ?? '' })).policyId).toBe(policyId);
    expect(existsSync(kept)).toBe(true);
  });
});
