import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppSettings } from './app-settings.ts';
import { pageSettings, type PageSettings } from './contract/page-settings.ts';
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

describe('settings of the page', () => {
  it('are changed by what is given alone, and two changes at once keep both', async () => {
    const dir = temporaryFolder();
    const settings = new AppSettings(dir);
    const set = (change: Partial<PageSettings>) =>
      settings.update(({ page }) => ({ page: { ...pageSettings.parse(page ?? {}), ...change } }));
    await Promise.all([set({ language: 'de' }), set({ theme: 'dark' }), set({ keys: { play: ['p'] } })]);
    expect((await new AppSettings(dir).read()).page).toEqual({
      language: 'de',
      theme: 'dark',
      motion: 'system',
      keys: { play: ['p'] },
      tour: { state: 'new', step: 0 },
    });
  });

  it('that another version wrote differently fall back one by one, and the machine’s others stay', async () => {
    const dir = temporaryFolder();
    const page = { language: 'tlh', theme: 'light', keys: { play: 'p' }, tour: 3, wings: true };
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ cudaFolder: '/cuda', page }));
    expect(await new AppSettings(dir).read()).toEqual({
      frameEncoder: null,
      cudaFolder: '/cuda',
      page: {
        language: 'system',
        theme: 'light',
        motion: 'system',
        keys: {},
        tour: { state: 'new', step: 0 },
      },
    });
  });
});
