import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KNOWN_BINARIES } from './ffmpeg-static-checksums.ts';
import { folderWithOnlyFfmpeg, temporaryFolder } from './test-support.ts';
import { isTooOld, MediaToolsMissingError, resolveMediaTools } from './tools.ts';

let ffmpeg = '';
beforeAll(async () => {
  ffmpeg = (await resolveMediaTools({ env: process.env, staticPackage: null })).ffmpeg.path;
});

describe('finding ffmpeg', () => {
  it('takes the setting first, then FFMPEG_BIN, then ffmpeg-static, then PATH', async () => {
    const [setting, named, bundled, onPath] = [
      script(),
      script(),
      staticPackage(),
      folderWithOnlyFfmpeg(ffmpeg),
    ];
    const env = { FFMPEG_BIN: named, PATH: onPath };
    const known = { staticPackage: bundled.folder, knownBinaries: [bundled.row] };
    const sources = [
      await resolveMediaTools({ ffmpegPath: setting, env, ...known }),
      await resolveMediaTools({ env, ...known }),
      await resolveMediaTools({ env: { PATH: onPath }, ...known }),
      await resolveMediaTools({ env: { PATH: onPath }, staticPackage: null }),
    ].map((tools) => [tools.ffmpeg.source, tools.ffmpeg.path]);
    expect(sources).toEqual([
      ['setting', setting],
      ['FFMPEG_BIN', named],
      ['ffmpeg-static', join(bundled.folder, 'ffmpeg')],
      ['PATH', join(onPath, 'ffmpeg')],
    ]);
  });

  it('passes over what can not be used and says why', async () => {
    const onPath = folderWithOnlyFfmpeg(ffmpeg);
    const tools = await resolveMediaTools({
      ffmpegPath: '/nowhere/ffmpeg',
      env: { FFMPEG_BIN: script('echo "ffmpeg version 4.4.2-0ubuntu0 Copyright"') },
      searchPath: [folderWith('ffmpeg', 'exit 1'), folderWith('ffmpeg', 'echo hello'), onPath].join(
        delimiter,
      ),
      staticPackage: null,
    });
    expect(tools.ffmpeg).toMatchObject({ source: 'PATH', path: join(onPath, 'ffmpeg') });
    expect(tools.refused.map(({ reason }) => reason)).toEqual([
      'There is no such file.',
      'It is version 4.4.2-0ubuntu0; 5.1 or newer is needed.',
      expect.stringContaining('It does not run'),
      'It does not answer as ffmpeg does.',
    ]);
  });

  it('says what to install when there is none', async () => {
    const none = resolveMediaTools({ env: {}, searchPath: temporaryFolder(), staticPackage: null });
    await expect(none).rejects.toThrow(MediaToolsMissingError);
    await expect(none).rejects.toThrow(
      /^No usable ffmpeg 5\.1 or newer was found.*Install it with .*FFMPEG_BIN\.$/,
    );
  });

  it('reads versions as builds write them', () => {
    expect(
      ['5.1.9-0+deb12u1', 'n7.1', '6.1.1', '7.0.2-static', 'N-115000-gabc', '2025-01-01-git'].map(isTooOld),
    ).toEqual([false, false, false, false, false, false]);
    expect(['5.0.1', 'n4.4', '4.4.2-0ubuntu0', '3.4'].map(isTooOld)).toEqual([true, true, true, true]);
  });
});

describe('ffprobe', () => {
  it('is used beside ffmpeg', async () => {
    const tools = await resolveMediaTools({ env: process.env, staticPackage: null });
    expect(tools.ffprobe?.version).toBe(tools.ffmpeg.version);
  });

  it('of another version is not used: two demuxers could differ', async () => {
    const other = folderWith('ffprobe', 'echo "ffprobe version 9.9 Copyright"');
    const searchPath = [folderWithOnlyFfmpeg(ffmpeg), other].join(delimiter);
    const tools = await resolveMediaTools({ env: {}, searchPath, staticPackage: null });
    expect(tools.ffprobe).toBeNull();
    expect(tools.refused).toEqual([
      { candidate: join(other, 'ffprobe'), reason: expect.stringContaining('It is version 9.9') },
    ]);
  });
});

describe('the download of ffmpeg-static', () => {
  it('is not run when no hash of it is known, and the sentence says what to do', async () => {
    const { folder, sha256, ran } = staticPackage();
    const attempt = resolveMediaTools({
      env: {},
      searchPath: temporaryFolder(),
      staticPackage: folder,
      knownBinaries: [],
    });
    await expect(attempt).rejects.toThrow(
      new RegExp(`No SHA-256 is known here for release b9.9.* ${sha256}.*name it as the ffmpeg to use`),
    );
    expect(ran()).toBe(false);
  });

  it('is not run when it was changed by one byte', async () => {
    const { folder, row, ran } = staticPackage();
    writeFileSync(join(folder, 'ffmpeg'), `${readFileSync(join(folder, 'ffmpeg'), 'utf8')}\n`);
    const attempt = resolveMediaTools({
      env: {},
      searchPath: temporaryFolder(),
      staticPackage: folder,
      knownBinaries: [row],
    });
    await expect(attempt).rejects.toThrow(/SHA-256 differs from the known one of release b9\.9/);
    expect(ran()).toBe(false);
  });

  it('may be missing although the package is there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'package.json'), '{}');
    const tools = await resolveMediaTools({
      env: { PATH: folderWithOnlyFfmpeg(ffmpeg) },
      staticPackage: folder,
    });
    expect(tools.ffmpeg.source).toBe('PATH');
    expect(tools.refused[0]?.reason).toContain('its download is not there');
  });

  it('is known by a whole hash for each system once', () => {
    expect(KNOWN_BINARIES.filter((row) => !/^[0-9a-f]{64}$/.test(row.sha256))).toEqual([]);
    const systems = KNOWN_BINARIES.map((row) => `${row.release} ${row.platform} ${row.arch}`);
    expect(new Set(systems).size).toBe(systems.length);
  });
});

/** A shell script that behaves as the real ffmpeg, or as told. */
function script(body = `exec "${ffmpeg}" "$@"`): string {
  return join(folderWith('ffmpeg', body), 'ffmpeg');
}

function folderWith(name: string, body: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** A package as ffmpeg-static leaves it, whose executable tells whether it was ever run. */
function staticPackage() {
  const trace = join(temporaryFolder(), 'ran');
  const folder = folderWith('ffmpeg', `touch "${trace}"\nexec "${ffmpeg}" "$@"`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ 'ffmpeg-static': { 'binary-release-tag': 'b9.9' } }),
  );
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, 'ffmpeg')))
    .digest('hex');
  const ran = (): boolean => {
    try {
      return readFileSync(trace).length >= 0;
    } catch {
      return false;
    }
  };
  return {
    folder,
    sha256,
    ran,
    row: { release: 'b9.9', platform: process.platform, arch: process.arch, sha256 },
  };
}
