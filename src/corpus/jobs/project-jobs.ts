import { z } from 'zod';
import { CorpusError } from '../errors.ts';
import { jsonValue } from '../json.ts';
import { videoById } from '../rows.ts';
import { defineJob } from './define.ts';

const MOST_VIEW_STATE = 1_000_000;

/** What a reopened project restores: playhead, zoom, filters. The page owns names and values. */
export const setViewState = defineJob(
  z.strictObject({ name: z.string().min(1).max(100), value: jsonValue }),
  z.object({}),
  ({ db, touched }, { name, value }) => {
    const json = JSON.stringify(value);
    if (json.length > MOST_VIEW_STATE)
      throw new CorpusError('invalid', `The view state "${name}" is too large.`);
    db.run(
      'INSERT INTO view_state (name, value) VALUES (@name, @json) ON CONFLICT (name) DO UPDATE SET value = @json',
      { name, json },
    );
    touched.table('view_state');
    return {};
  },
);

export const addAnnotator = defineJob(
  z.strictObject({ id: z.string().min(1).max(200), name: z.string().min(1).max(200) }),
  z.object({}),
  ({ db, at, touched }, { id, name }) => {
    db.run(
      `INSERT INTO annotator (id, name, created_at) VALUES (@id, @name, @at)
       ON CONFLICT (id) DO UPDATE SET name = @name`,
      { id, name, at },
    );
    touched.table('annotator');
    return {};
  },
);

/** Notes that files are gone, changed or back. */
export const setVideoState = defineJob(
  z.strictObject({ videos: z.array(z.string()), state: z.enum(['ready', 'missing', 'changed']) }),
  z.object({}),
  ({ db, touched }, { videos, state }) => {
    for (const id of videos) {
      db.run('UPDATE video SET state = @state WHERE key = @key', { state, key: videoById(db, id).key });
      touched.video(id);
    }
    touched.table('video');
    return {};
  },
);
