import { copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, fingerprintOf } from './fingerprint.ts';
import { fixture, temporaryFolder } from './test-support.ts';

describe('a fingerprint', () => {
  it('stays with the content through copying and renaming', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.mp4');
    copyFileSync(fixture('cfr.mp4'), path);
    const before = await fingerprintOf(path);
    renameSync(path, join(folder, 'b.mov'));
    expect(await fingerprintOf(join(folder, 'b.mov'))).toBe(before);
    expect(before).toBe(await fingerprintOf(fixture('cfr.mp4')));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same in every version: projects hold it', async () => {
    expect(await fingerprintOf(fixture('text.mp4'))).toBe(
      '00d4821a806b37483d8676007047b69e4e4854667155485d9e026b1845713bd2',
    );
  });

  it('differs for different content of one size, and for a cut copy', async () => {
    const path = join(temporaryFolder(), 'large.bin');
    const bytes = Buffer.alloc(9_000_000);
    writeFileSync(path, bytes);
    const seen = new Set([await fingerprintOf(path)]);
    for (const [position] of chunksOf(bytes.length)) {
      const changed = Buffer.from(bytes);
      changed[position] = 1;
      writeFileSync(path, changed);
      seen.add(await fingerprintOf(path));
    }
    writeFileSync(path, bytes);
    truncateSync(path, bytes.length - 1);
    seen.add(await fingerprintOf(path));
    expect(seen.size).toBe(chunksOf(bytes.length).length + 2);
  });

  it('reads at most 3 MiB, in ascending pieces inside the file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (size) => {
        const chunks = chunksOf(size);
        let reached = 0;
        for (const [position, length] of chunks) {
          expect(position).toBeGreaterThanOrEqual(reached);
          reached = position + length;
        }
        expect([chunks[0]?.[0], reached]).toEqual([0, size]);
        expect(chunks.reduce((sum, [, length]) => sum + length, 0)).toBeLessThanOrEqual(
          Math.min(size, 3 * 2 ** 20),
        );
      }),
    );
  });
});
