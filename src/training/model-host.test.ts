import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Prediction } from '../tasks/task.ts';
import { ModelError, ModelHost, type SuggestListeners, type SuggestRequest } from './model-host.ts';
import { makeQuestions } from './testing/questions.ts';
import { makeWorld, tabularSpawner, type World } from './testing/worlds.ts';

let folder: string;
let world: World;
let host: ModelHost;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-model-'));
  world = await makeWorld(folder);
  host = new ModelHost({ spawner: tabularSpawner(), backOffMs: [20] });
});
afterEach(async () => {
  await host.dispose();
  await rm(folder, { recursive: true, force: true });
});

function request(changes: Partial<SuggestRequest> = {}): SuggestRequest {
  const { tools, cacheFolder } = world.run('none', {});
  return {
    setup: {
      policy: world.startPolicy,
      cacheFolder,
      cacheBytes: null,
      tools,
      device: 'cpu',
      threads: 1,
      frameEncoder: null,
    },
    videos: world.videos,
    items: makeQuestions(9).map(({ itemId, videoId, prompt }) => ({ itemId, videoId, prompt })),
    ...changes,
  };
}

async function ask(what: SuggestRequest, listeners: Partial<SuggestListeners> = {}) {
  const predictions = new Map<string, Prediction>();
  const skipped: string[] = [];
  const how = await host.suggest(what, {
    onPrediction: (itemId, prediction) => predictions.set(itemId, prediction),
    onSkipped: (itemIds) => skipped.push(...itemIds),
    ...listeners,
  });
  return { how, predictions, skipped };
}

describe('the model process', () => {
  it('answers every item of all five tasks, with progress, and the same the second time', async () => {
    const done: number[] = [];
    const first = await ask(request(), { onProgress: (progress) => done.push(progress.done) });
    expect(first.how).toBe('done');
    expect([...first.predictions.keys()].toSorted()).toEqual(
      request()
        .items.map(({ itemId }) => itemId)
        .toSorted(),
    );
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(45);
    const { pid } = host;
    const again = await ask(request());
    expect(again.predictions).toEqual(first.predictions);
    expect(host.pid).toBe(pid);
  });

  it('skips only the items whose video is missing or gone', async () => {
    const [gone, ...videos] = world.videos;
    const { predictions, skipped } = await ask(request({ videos }));
    expect(skipped).toHaveLength(5);
    for (const itemId of skipped) expect(itemId).toContain(gone?.id);
    expect(predictions.size).toBe(40);
  });

  it('ends a request between questions when it is cancelled', async () => {
    const abort = new AbortController();
    const { how, predictions } = await ask(request(), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(how).toBe('cancelled');
    expect(predictions.size).toBeLessThan(45);
    expect((await ask(request())).how).toBe('done');
  });

  it('refuses a policy that it can not open, and then opens a good one', async () => {
    const bad = request();
    const refused = ask({ ...bad, setup: { ...bad.setup, policy: path.join(folder, 'none.safetensors') } });
    const good = ask(request());
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toThrow('none.safetensors');
    expect((await good).predictions.size).toBe(45);
  });

  it('fails a request once when the process is killed, and starts again for the next', async () => {
    await ask(request());
    const { pid } = host;
    const dying = ask(request(), { onProgress: () => process.kill(pid ?? 0, 'SIGKILL') });
    await expect(dying).rejects.toThrow('killed from outside');
    const { how } = await ask(request());
    expect(how).toBe('done');
    expect(host.pid).not.toBe(pid);
  });

  it('is gone after dispose, and refuses what comes later', async () => {
    await ask(request());
    const pid = host.pid ?? 0;
    await host.dispose();
    expect(() => process.kill(pid, 0)).toThrow();
    await expect(ask(request())).rejects.toThrow('shut down');
  });
});
