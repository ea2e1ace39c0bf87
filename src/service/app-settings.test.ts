import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppSettings } from './app-settings.ts';
import { temporaryFolder } from './testing/running-service.ts';

describe('AppSettings', () => {
  it('are kept, and what is not named stays', async () => {
    const dir = join(temporaryFolder(), 'config');
    const settings = new AppSettings(dir);
    expect(await settings.read()).toEqual({ frameEncoder: null, cudaFolder: null });
    await Promise.all([1, 2, 3].map((i) => settings.change({ frameEncoder: `/models/${i}.onnx` })));
    await settings.change({});
    expect(await new AppSettings(dir).read()).toEqual({
      frameEncoder: '/models/3.onnx',
      cudaFolder: null,
    });
    expect(readdirSync(dir)).toEqual(['settings.json']);
  });

  it('that can’t be understood or written are told of, never guessed', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'settings.json'), '{"frameEncoder": 5}');
    await expect(new AppSettings(dir).read()).rejects.toThrow(join(dir, 'settings.json'));
    await expect(new AppSettings(dir).change({ frameEncoder: null })).rejects.toThrow('Mend the file');
    const inFile = new AppSettings(join(dir, 'settings.json', 'config'));
    await expect(inFile.change({ frameEncoder: null })).rejects.toThrow("can't be written");
  });
});
