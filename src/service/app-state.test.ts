import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppState, configDir } from './app-state.ts';
import { temporaryFolder } from './testing/running-service.ts';

describe('AppState', () => {
  it('lists the newest first, each project once, and no more than twenty', async () => {
    const dir = join(temporaryFolder(), 'config');
    const state = new AppState(dir);
    await Promise.all(Array.from({ length: 30 }, (_, i) => state.remember(`/p${i}`, `Project ${i}`)));
    await state.remember('/p15', 'Renamed');
    const recent = await new AppState(dir).recent();
    expect(recent).toHaveLength(20);
    expect(recent[0]).toMatchObject({ dir: '/p15', title: 'Renamed' });
    expect(recent.filter((each) => each.dir === '/p15')).toHaveLength(1);
    expect(readdirSync(dir)).toEqual(['state.json']);
  });

  it('counts a damaged file as empty and writes over it', async () => {
    const dir = temporaryFolder();
    for (const damaged of ['', '{', '{"recent": 5}', '\u0000']) {
      writeFileSync(join(dir, 'state.json'), damaged);
      const state = new AppState(dir);
      expect(await state.recent()).toEqual([]);
      await state.remember('/p', 'P');
      expect(readFileSync(join(dir, 'state.json'), 'utf8')).toContain('"/p"');
    }
  });

  it('goes on without a place to write', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'a file'), '');
    await new AppState(join(dir, 'a file', 'config')).remember('/p', 'P');
    mkdirSync(join(dir, 'locked'));
    chmodSync(join(dir, 'locked'), 0o555);
    await new AppState(join(dir, 'locked', 'config')).remember('/p', 'P');
  });
});

describe('configDir', () => {
  it('is where each system keeps settings, or where it is told', () => {
    expect(configDir({ TEMPR1_CONFIG_DIR: '/named' }, 'linux')).toBe('/named');
    expect(configDir({ XDG_CONFIG_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'tempr1-studio'));
    expect(configDir({}, 'linux')).toMatch(/\.config.tempr1-studio$/u);
    expect(configDir({}, 'darwin')).toContain(join('Library', 'Application Support', 'TempR1 Studio'));
    expect(configDir({ APPDATA: '/appdata' }, 'win32')).toBe(join('/appdata', 'TempR1 Studio'));
  });
});
