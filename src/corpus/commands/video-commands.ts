import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { videoById } from '../rows.ts';
import { defineCommand } from './define.ts';

const videoIds = z.array(z.string()).min(1).max(1_000_000);

export const setSplit = defineCommand(
  z.strictObject({ videos: videoIds, split: z.enum(['train', 'validation', 'test']).nullable() }),
  (change, params) => {
    for (const id of new Set(params.videos)) {
      change.update('video', videoById(change.db, id).key, { split: params.split });
      change.touched.video(id);
    }
    const count = params.videos.length;
    return {
      said:
        params.split === null
          ? say('tookOutOfSplit', { count })
          : say('putIntoSplit', { count, split: params.split }),
    };
  },
);

/** Chooses the label set of videos. Refused where their TAL items use labels of the set they have. */
export const setVideoGroup = defineCommand(
  z.strictObject({ videos: videoIds, group: z.string().max(200).nullable() }),
  (change, params) => {
    const group = params.group ?? '';
    for (const id of new Set(params.videos)) {
      const video = videoById(change.db, id);
      const used = change.db.number('SELECT count(*) FROM item WHERE video = @video AND label IS NOT NULL', {
        video: video.key,
      });
      if (used > 0 && group !== video.label_group)
        throw new CorpusError(
          'refused',
          say('groupInUse', { video: id, count: used, group: video.label_group }),
        );
      change.update('video', video.key, { label_group: group });
      change.touched.video(id);
    }
    return { said: say('gaveGroup', { count: params.videos.length, group }) };
  },
);

export const renameProject = defineCommand(
  z.strictObject({ title: z.string().trim().min(1).max(200) }),
  (change, params) => {
    change.update('project', 1, { title: params.title });
    return { said: say('namedProject', { title: params.title }) };
  },
);
