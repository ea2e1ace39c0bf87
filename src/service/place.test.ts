import { describe, expect, it } from 'vitest';
import { mountOf, parseMountInfo, placeWarning, type Mount } from './place.ts';

const MOUNTS: Mount[] = [
  { point: '/', type: 'ext4' },
  { point: '/mnt/lab', type: 'nfs4' },
  { point: '/mnt/lab/scratch', type: 'xfs' },
  { point: '/media/share', type: 'cifs' },
  { point: '/home/ada/far', type: 'fuse.sshfs' },
  { point: '/mnt/c', type: '9p' },
  { point: '/proc', type: 'proc' },
];

describe('where a project lies', () => {
  it.each([
    ['/mnt/lab/projects/games', 'network', 'NFS'],
    ['/media/share/x', 'network', 'SMB'],
    ['/home/ada/far/x', 'network', 'SSHFS'],
    ['/mnt/c/Users/ada/games', 'network', 'a network drive'],
    ['\\\\server\\share\\games', 'network', 'a network drive'],
    ['/home/ada/Dropbox/games', 'sync', 'Dropbox'],
    ['/home/ada/Dropbox (Lab)/games', 'sync', 'Dropbox'],
    ['C:\\Users\\ada\\OneDrive - Contoso\\games', 'sync', 'OneDrive'],
    ['C:\\Users\\ada\\OneDrive\\games', 'sync', 'OneDrive'],
    ['/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/games', 'sync', 'iCloud Drive'],
    ['/Users/ada/Library/CloudStorage/GoogleDrive-ada@example.org/My Drive/games', 'sync', 'Google Drive'],
    ['/home/ada/Nextcloud/games', 'sync', 'Nextcloud'],
    ['/home/ada/Box/games', 'sync', 'Box'],
  ])('%s is on a %s place: %s', (path, kind, name) => {
    expect(placeWarning(path, MOUNTS)).toEqual({ kind, name });
  });

  it.each([
    '/home/ada/games',
    '/mnt/lab/scratch/games',
    '/mnt/laboratory/games',
    'C:\\Users\\ada\\Documents\\games',
    '\\\\?\\C:\\Users\\ada\\games',
    '/home/ada/videos/Box/games',
    '/home/ada/dropbox-study/games',
  ])('nothing speaks against %s', (path) => {
    expect(placeWarning(path, MOUNTS)).toBeNull();
  });

  it('is told by the files that such programs leave behind', () => {
    const has = (files: readonly string[]) => (path: string) => files.includes(path);
    expect(placeWarning('/data/team/games', MOUNTS, has(['/data/team/.stfolder']))).toEqual({
      kind: 'sync',
      name: 'Syncthing',
    });
    expect(placeWarning('/data/box/a', MOUNTS, has(['/data/.dropbox.cache']))?.name).toBe('Dropbox');
    expect(placeWarning('/home/ada/games', MOUNTS, has(['/home/ada/.dropbox']))).toBeNull();
  });

  it('is asked of the longest mount, and mounts are read as Linux writes them', () => {
    const mounts = parseMountInfo(
      [
        '24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
        String.raw`90 24 0:52 / /mnt/my\040lab rw shared:5 - nfs4 server:/export rw,vers=4.2`,
        '',
      ].join('\n'),
    );
    expect(mounts).toEqual([
      { point: '/', type: 'ext4' },
      { point: '/mnt/my lab', type: 'nfs4' },
    ]);
    expect(mountOf('/mnt/my lab/games', mounts)?.type).toBe('nfs4');
    expect(mountOf('/mnt/my laboratory', mounts)?.type).toBe('ext4');
  });
});
