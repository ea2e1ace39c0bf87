import { join } from 'node:path';
import { listBackups } from '../corpus/backups.ts';
import { faultOfCorpus } from '../corpus/keeper.ts';
import { openProjectReader } from '../corpus/project.ts';
import { projectPaths, type ProjectPaths } from '../corpus/project-paths.ts';
import { projectInfo } from '../corpus/queries/project.ts';
import { videos } from '../corpus/queries/videos.ts';
import { count } from '../service/long-work/words.ts';
import { findLocations } from '../service/locations.ts';
import { MediaFiles } from '../service/media-files.ts';
import { stateOfProject } from '../service/inspect-project.ts';
import { warningForFolder } from '../service/place.ts';
import { sentenceOf } from '../service/sentence.ts';
import type { Finding } from './doctor.ts';

/** What there is to say of one project. Reads only; works beside the open application. */
export async function projectFindings(dir: string, signal: AbortSignal): Promise<Finding[]> {
  const paths = projectPaths(dir);
  const state = stateOfProject(dir);
  if (state === 'missing' || state === 'empty') {
    const value = state === 'missing' ? `There is no folder ${dir}.` : `${dir} holds no corpus.sqlite.`;
    return [{ name: 'project', state: 'bad', value }];
  }
  const { keeperEntry } = findLocations();
  const entry = keeperEntry === null ? {} : { entry: keeperEntry };
  const fault = await faultOfCorpus(paths.corpus, { signal, ...entry });
  const sound: Finding =
    fault === null
      ? { name: 'corpus', state: 'ok', value: 'SQLite finds nothing wrong with it.' }
      : {
          name: 'corpus',
          state: 'bad',
          value: `Damaged (${fault}). "tempr1 backup ${dir} --restore" puts the newest good copy back.`,
        };
  const open: Finding[] =
    state === 'elsewhere' ? [{ name: 'open', state: 'ok', value: 'The application has it open.' }] : [];
  return [
    sound,
    ...open,
    ...(fault === null ? await contents(paths, signal) : []),
    await backups(paths, entry, signal),
    place(dir),
  ];
}

async function contents(paths: ProjectPaths, signal: AbortSignal): Promise<Finding[]> {
  let db;
  try {
    db = openProjectReader(paths.dir);
  } catch (error) {
    return [{ name: 'contents', state: 'bad', value: sentenceOf(error) }];
  }
  try {
    const { title, counts } = projectInfo(db);
    const orphans = db.all('PRAGMA foreign_key_check').length;
    const files = new MediaFiles();
    const lost: string[] = [];
    for (const { id, path, fingerprint, title: name } of videos(db, paths.dir)) {
      signal.throwIfAborted();
      if ((await files.locate({ id, paths: [path], fingerprint })).state !== 'here') lost.push(name);
    }
    const shown = lost.slice(0, 5).join(', ') + (lost.length > 5 ? `, and ${lost.length - 5} more` : '');
    return [
      {
        name: 'contents',
        state: 'ok',
        value: `“${title ?? ''}”: ${count(counts.videos, 'video')}, ${count(counts.items, 'item')}, ${counts.curated} curated.`,
      },
      orphans === 0
        ? { name: 'references', state: 'ok', value: 'Every row has what it refers to.' }
        : {
            name: 'references',
            state: 'bad',
            value: `${count(orphans, 'row')} refer to something that is gone.`,
          },
      lost.length === 0
        ? { name: 'videos', state: 'ok', value: 'Every file is where it was and what it was.' }
        : {
            name: 'videos',
            state: 'missing',
            value: `${count(lost.length, 'file')} not there or changed: ${shown}.`,
          },
    ];
  } finally {
    db.close();
  }
}

async function backups(paths: ProjectPaths, entry: { entry?: URL }, signal: AbortSignal): Promise<Finding> {
  const all = listBackups(paths).filter(({ kind }) => kind !== 'damaged');
  const [newest] = all;
  if (newest === undefined) return { name: 'backups', state: 'missing', value: 'None yet.' };
  const fault = await faultOfCorpus(join(paths.backups, newest.name), { signal, ...entry });
  const value = `${count(all.length, 'copy').replace('copys', 'copies')}, the newest of ${new Date(newest.at).toISOString()}`;
  return fault === null
    ? { name: 'backups', state: 'ok', value: `${value}, sound.` }
    : { name: 'backups', state: 'missing', value: `${value}, which is damaged (${fault}).` };
}

function place(dir: string): Finding {
  const warning = warningForFolder(dir);
  if (warning === null) return { name: 'place', state: 'ok', value: 'A local disk, as far as can be told.' };
  return {
    name: 'place',
    state: 'missing',
    value:
      warning.kind === 'network'
        ? `It lies on ${warning.name}: a lost connection can damage the corpus. Keep the project on a local disk.`
        : `${warning.name} synchronises this folder and may copy the corpus half written. Keep the project elsewhere.`,
  };
}
