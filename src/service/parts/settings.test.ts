import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeImageEncoder } from '../../tensor/testing/image-encoder-file.ts';
import { openPage, testService, type OpenPage, type TestService } from '../testing/running-service.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;
const onLinux = process.platform === 'linux' && process.arch === 'x64';
const at = (name: string) => join(service.folder, name);

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  await page.client.projects.create.mutate({ dir: at('project'), title: 'Empty' });
});
afterAll(() => service.close());

describe('the frame encoder', () => {
  it('is kept once it was looked at in a process of its own, and can be taken back', async () => {
    const { settings } = page.client;
    expect(await settings.frameEncoder.query()).toMatchObject({ file: null, usable: true });
    await writeImageEncoder(at('dino.onnx'), { width: 16 });
    const set = await settings.setFrameEncoder.mutate({ file: at('dino.onnx') });
    expect(set).toMatchObject({ file: at('dino.onnx'), usable: true });
    expect(set.sentence).toContain('“dino.onnx” turns pictures of 32 x 32 into 16 numbers each');
    expect(await settings.frameEncoder.query()).toEqual(set);
    // It belongs to the application, not to the project.
    expect(JSON.parse(readFileSync(at('config/settings.json'), 'utf8'))).toEqual({
      frameEncoder: at('dino.onnx'),
      cudaFolder: null,
    });
    // The file may change behind its back: then the status says so.
    writeFileSync(at('dino.onnx'), 'no model any more');
    expect(await settings.frameEncoder.query()).toMatchObject({ file: at('dino.onnx'), usable: false });
    expect(await settings.setFrameEncoder.mutate({ file: null })).toMatchObject({ file: null });
    expect(await settings.frameEncoder.query()).toMatchObject({ file: null, usable: true });
  });

  it('is refused with the sentence that says why, and what was set stays', async () => {
    const { settings } = page.client;
    writeFileSync(at('text.onnx'), 'text');
    await expect(settings.setFrameEncoder.mutate({ file: at('text.onnx') })).rejects.toThrow(
      "can't be opened as an ONNX model",
    );
    await expect(settings.setFrameEncoder.mutate({ file: at('nowhere.onnx') })).rejects.toThrow(
      'nowhere.onnx',
    );
    expect(existsSync(at('config/settings.json'))).toBe(true);
    expect(await settings.frameEncoder.query()).toMatchObject({ file: null, usable: true });
  });
});

describe('the CUDA folder', () => {
  it('is kept where the provider lies in it, and refused with the sentence that says why not', async () => {
    const { settings } = page.client;
    expect(await settings.cudaFolder.query()).toMatchObject({
      folder: null,
      usable: true,
      sentence: 'None is set: CUDA is not used.',
      said: { key: 'noCuda' },
    });
    const set = settings.setCudaFolder.mutate({ folder: at('cuda') });
    await expect(set).rejects.toThrow(onLinux ? 'is no folder' : 'on Linux');
    mkdirSync(at('cuda'));
    await expect(settings.setCudaFolder.mutate({ folder: at('cuda') })).rejects.toThrow(
      onLinux ? 'lacks libonnxruntime_providers_shared.so' : 'on Linux',
    );
    if (!onLinux) return;
    for (const name of ['shared', 'cuda'])
      writeFileSync(at(`cuda/libonnxruntime_providers_${name}.so`), 'provider');
    expect(await settings.setCudaFolder.mutate({ folder: at('cuda') })).toMatchObject({
      folder: at('cuda'),
      usable: true,
    });
    expect(JSON.parse(readFileSync(at('config/settings.json'), 'utf8'))).toMatchObject({
      cudaFolder: at('cuda'),
    });
    // One that is gone is said to be gone, and everything else works without it.
    rmSync(at('cuda'), { recursive: true });
    expect(await settings.cudaFolder.query()).toMatchObject({ folder: at('cuda'), usable: false });
    expect(await settings.setCudaFolder.mutate({ folder: null })).toMatchObject({ folder: null });
  });
});

describe('the devices', () => {
  it('are unknown until somebody asks, then each works or says why not', async () => {
    const { system } = page.client;
    const before = (await system.info.query()).devices;
    expect(before.map(({ id, state }) => [id, state])).toContainEqual(['cpu', 'works']);
    const { devices, auto } = await system.devices.query();
    expect(devices.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    for (const { state, note } of devices.slice(1)) {
      expect(state).not.toBe('unknown');
      expect(note).not.toBe('');
    }
    expect(devices.find(({ id }) => id === auto.id)?.state).toBe('works');
    expect((await system.info.query()).devices).toEqual(devices);
  });
});

describe('the ffmpeg to use', () => {
  it('is kept when it can serve, and refused with the reason when it can’t', async () => {
    const { settings, system } = page.client;
    const found = (await system.info.query()).ffmpeg;
    if (found === null) throw new Error('These tests need an ffmpeg.');
    expect(await settings.ffmpeg.query()).toMatchObject({ file: null, usable: true });
    writeFileSync(at('no-ffmpeg'), '#!/bin/sh\necho hello\n', { mode: 0o755 });
    await expect(settings.setFfmpeg.mutate({ file: at('no-ffmpeg') })).rejects.toThrow('no-ffmpeg');
    await expect(settings.setFfmpeg.mutate({ file: at('nowhere') })).rejects.toThrow(
      'There is no such file.',
    );
    await expect(settings.setFfmpeg.mutate({ file: at('nowhere') })).rejects.toMatchObject({
      data: { said: { key: 'ffmpegUnfit', values: { file: at('nowhere'), why: { key: 'toolNotThere' } } } },
    });
    expect(await settings.setFfmpeg.mutate({ file: found.path })).toMatchObject({
      file: found.path,
      usable: true,
      said: { key: 'ffmpegUsed' },
    });
    expect((await system.info.query()).ffmpeg).toMatchObject({ path: found.path, source: 'setting' });
    expect(await settings.setFfmpeg.mutate({ file: null })).toMatchObject({ file: null, usable: true });
    expect((await system.info.query()).ffmpeg?.source).not.toBe('setting');
  });
});

describe('settings of the page', () => {
  it('belong to the machine: they outlive the project', async () => {
    const { settings, projects } = page.client;
    expect(await settings.page.query()).toMatchObject({ language: 'system', theme: 'system', keys: {} });
    await settings.setPage.mutate({ language: 'zh', keys: { play: ['mod+p'] } });
    await settings.setPage.mutate({ theme: 'dark' });
    await projects.close.mutate();
    expect(await settings.page.query()).toMatchObject({
      language: 'zh',
      theme: 'dark',
      keys: { play: ['mod+p'] },
    });
    await settings.setPage.mutate({ language: 'system', theme: 'system', keys: {} });
  });
});
