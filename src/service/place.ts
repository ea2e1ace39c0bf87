import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** Where a project lies: network drives and folders that a program synchronises are where SQLite files come to harm. */

export interface PlaceWarning {
  /** `network`: locks may not hold, and a lost connection may damage the file. `sync`: a second program writes there. */
  readonly kind: 'network' | 'sync';
  /** What it is: `NFS`, `Dropbox`. */
  readonly name: string;
}

export interface Mount {
  readonly point: string;
  /** As the system calls it: `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly type: string;
}

const NETWORK: readonly (readonly [RegExp, string])[] = [
  [/^nfs/u, 'NFS'],
  [/^(?:cifs|smb|smbfs|smb2|smb3)$/u, 'SMB'],
  [/^(?:fuse\.)?sshfs$/u, 'SSHFS'],
  [/^fuse\.(?:rclone|gcsfuse|s3fs|goofys|gvfsd-fuse|davfs2?)$/u, 'a network drive'],
  [/^(?:davfs2?|webdav)$/u, 'WebDAV'],
  [/^(?:afs|afpfs|ncpfs|9p|ceph|glusterfs|fuse\.glusterfs|lustre|beegfs)$/u, 'a network drive'],
];

/** Names that these programs give their folders; some add who it belongs to: `OneDrive - Contoso`. */
const SYNC_FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^dropbox(?: \(.+\))?$/iu, 'Dropbox'],
  [/^onedrive(?:\s*-.+|commercial|personal)?$/iu, 'OneDrive'],
  [/^(?:icloud ?drive|com~apple~clouddocs|icloud~.+)$/iu, 'iCloud Drive'],
  [/^(?:google ?drive(?:-.+)?|my drive)$/iu, 'Google Drive'],
  [/^nextcloud.*$/iu, 'Nextcloud'],
  [/^owncloud.*$/iu, 'ownCloud'],
  [/^box(?: sync|-box)?$/iu, 'Box'],
  [/^pcloud ?drive$/iu, 'pCloud'],
];

/** Files that these programs leave in the top of what they synchronise. */
const MARKERS: readonly (readonly [string, string])[] = [
  ['.dropbox', 'Dropbox'],
  ['.dropbox.cache', 'Dropbox'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.owncloudsync.log', 'ownCloud'],
  ['.stfolder', 'Syncthing'],
  ['.sync_root', 'OneDrive'],
  ['.tmp.driveupload', 'Google Drive'],
];

/**
 * What speaks against keeping a project in this folder, or null. Knows nothing but what it is given.
 * @param path absolute, as its system writes it
 * @param mounts of the system, in any order; empty where they are not known
 * @param has whether a file of that path exists
 */
export function placeWarning(
  path: string,
  mounts: readonly Mount[],
  has: (path: string) => boolean = () => false,
): PlaceWarning | null {
  // A server's share, as Windows writes it; `\\?\` and `\\.\` are local.
  if (/^\\\\(?![?.]\\)[^\\]+\\/u.test(path) || /^\/\/[^/]+\//u.test(path))
    return { kind: 'network', name: 'a network drive' };
  const type = mountOf(path, mounts)?.type ?? '';
  const network = NETWORK.find(([pattern]) => pattern.test(type));
  if (network !== undefined) return { kind: 'network', name: network[1] };
  const separator = path.includes('\\') ? '\\' : '/';
  const parts = path.split(/[\\/]/u);
  for (const [index, part] of parts.entries()) {
    const known = SYNC_FOLDERS.find(([pattern]) => pattern.test(part));
    // A folder that merely is called Box is one that a person made.
    if (known !== undefined && (known[1] !== 'Box' || isHome(parts.slice(0, index))))
      return { kind: 'sync', name: known[1] };
    const folder = parts.slice(0, index + 1).join(separator);
    if (folder === '') continue;
    const marker = MARKERS.find(([name]) => has(`${folder}${separator}${name}`));
    // Dropbox keeps `.dropbox` in the home folder too, where it is its own settings.
    if (marker !== undefined && !(marker[0] === '.dropbox' && isHome(parts.slice(0, index + 1))))
      return { kind: 'sync', name: marker[1] };
  }
  return null;
}

/** `/home/ada`, `/Users/ada`, `C:\Users\ada`, `/root`, or the cloud folders of macOS. */
function isHome(parts: readonly string[]): boolean {
  const [last = '', before = ''] = parts.toReversed();
  return /^(?:home|users)$/iu.test(before) || last === 'root' || last === 'CloudStorage';
}

/** The mount that a path lies on: the longest one that it begins with. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const inside =
      path === mount.point || path.startsWith(mount.point.endsWith('/') ? mount.point : `${mount.point}/`);
    if (inside && (best === null || mount.point.length >= best.point.length)) best = mount;
  }
  return best;
}

/** The mounts as Linux tells them in `/proc/self/mountinfo`. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const point = left?.split(' ')[4];
    const type = right?.split(' ')[0];
    // Spaces and the like are written as octal numbers.
    const plain = point?.replaceAll(/\\([0-7]{3})/gu, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 8)),
    );
    return plain === undefined || type === undefined ? [] : [{ point: plain, type }];
  });
}

/** What speaks against this folder of this machine, whether it is there already or still to be made. */
export function warningForFolder(dir: string): PlaceWarning | null {
  let mounts: Mount[] = [];
  try {
    mounts = parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    // Only Linux tells; elsewhere names and markers must do.
  }
  const typed = resolve(dir);
  let there = typed;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  // A link into such a place is such a place; what is still to be made is below what is there.
  const real = resolve(realPath(there), relative(there, typed));
  return placeWarning(real, mounts, existsSync) ?? placeWarning(typed, mounts, existsSync);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
