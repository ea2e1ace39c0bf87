import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floatTensor, readSafetensors, writeSafetensors } from '../tensor/index.ts';
import {
  createPolicy,
  loadPolicy,
  PolicyFileError,
  POLICY_FILE,
  readPolicyHeader,
  savePolicy,
} from './checkpoint.ts';
import { madeUpVideo, questionsOn, TINY, tinyPolicy } from './testing/synthetic.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const origin = { parent: 'shipped', seed: 4, corpus: { videos: 8 } };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-policy-'));
  const policy = tinyPolicy(4, { ...TINY, words: ['jump', 'ünï'], bank: ['jump'] });
  await savePolicy(at(POLICY_FILE), policy, origin);
  await policy.dispose();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The good file with other metadata. */
async function withMetadata(name: string, change: Record<string, string>): Promise<string> {
  const { tensors, metadata } = await readSafetensors(at(POLICY_FILE));
  await writeSafetensors(at(name), tensors, { ...metadata, ...change });
  return at(name);
}

describe('policy files', () => {
  it('give back the same policy, its words and where it comes from', async () => {
    const { policy, extractor, header } = await loadPolicy(folder);
    const original = tinyPolicy(4, { ...TINY, words: ['jump', 'ünï'], bank: ['jump'] });
    const questions = questionsOn(madeUpVideo('v', 1));
    const settings = { groupSize: 2, temperature: 1, seed: 1 };
    expect(await policy.sampleGroups(questions, settings)).toEqual(
      await original.sampleGroups(questions, settings),
    );
    expect(policy.config.words).toEqual(['jump', 'ünï']);
    expect(extractor.id).toBe(questions[0]?.features.extractor);
    expect(header).toMatchObject({ architecture: 'compact-1', lineage: origin, refusal: null });
    expect(await readPolicyHeader(at(POLICY_FILE))).toEqual(header);
    await policy.dispose();
    await original.dispose();
  });

  it('are the same bytes for the same policy', async () => {
    for (const name of ['one', 'two']) {
      const policy = createPolicy(TINY, 5);
      await savePolicy(at(name), policy, origin);
      await policy.dispose();
    }
    expect(await readFile(at('one'))).toEqual(await readFile(at('two')));
  });

  it('are refused when one bit of a weight differs', async () => {
    const file = at('flipped');
    const bytes = await readFile(at(POLICY_FILE));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    await writeFile(file, bytes);
    await expect(loadPolicy(file)).rejects.toThrow('changed or damaged');
  });

  it('of another architecture are listed, not loaded, with the reason', async () => {
    const file = await withMetadata('other', { architecture: 'compact-7' });
    expect((await readPolicyHeader(file)).refusal).toContain('compact-7');
    await expect(loadPolicy(file)).rejects.toThrow(PolicyFileError);
  });

  it('that are none, or hostile, are refused with a sentence that names them', async () => {
    await writeFile(at('text'), 'not a policy, just some text');
    await writeFile(at('empty'), '');
    await writeSafetensors(at('weights'), new Map([['w', floatTensor([1], [1])]]), { format: 'pt' });
    const huge = JSON.stringify({ ...TINY, dense: { ...TINY.dense, width: 2_000_000_000 } });
    const files = [
      at('text'),
      at('empty'),
      at('weights'),
      at('missing'),
      await withMetadata('huge', { config: huge }),
      await withMetadata('no-json', { config: '{' }),
      await withMetadata('no-origin', { lineage: '[1' }),
      await withMetadata('other-size', { config: JSON.stringify({ ...TINY, words: ['one'] }) }),
    ];
    for (const file of files) {
      const refusal = await loadPolicy(file).catch((error: unknown) => error);
      expect(refusal, file).toBeInstanceOf(PolicyFileError);
      expect(String(refusal)).toContain(file);
    }
  });

  it('that are cut short are refused', async () => {
    const bytes = await readFile(at(POLICY_FILE));
    const file = await open(at('short'), 'w');
    await file.write(bytes.subarray(0, bytes.length - 100));
    await file.close();
    await expect(loadPolicy(at('short'))).rejects.toThrow('cut off');
  });
});
