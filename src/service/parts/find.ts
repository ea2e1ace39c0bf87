import type { BulkEdit } from '../../corpus/bulk/edit.ts';
import { previewBulk } from '../../corpus/bulk/preview.ts';
import { threadComments } from '../../corpus/queries/comments.ts';
import { findItems } from '../../corpus/queries/find.ts';
import { annotators, labels, projectRevision } from '../../corpus/queries/project.ts';
import { say, type SaidKey } from '../../tasks/said/said.ts';
import type { StudioApi } from '../api.ts';
import type { Core } from '../core.ts';

/** `items`, `comments`: finding items across the project, changing many at once, and what people say about them. */
export function findPart(core: Core): Pick<StudioApi, 'items' | 'comments'> {
  return {
    items: {
      search: async ({ query, ...page }) => {
        const { db } = core.session.project;
        return db.consistent(() => {
          const { total, items } = findItems(db, query, page);
          const rows = items.map(({ drawn, annotators: names, changedAt, videoMissing, ...item }) => ({
            ...item,
            drawn: [...drawn],
            annotators: [...names],
            changedAt: new Date(changedAt).toISOString(),
            thumbnailUrl: videoMissing ? null : `/thumbnail/${encodeURIComponent(item.videoId)}`,
          }));
          return { rows, total, revision: projectRevision(db) };
        });
      },
      filters: async () =>
        core.session.project.db.all<{ name: string; query: string }>(
          'SELECT name, query FROM saved_filter ORDER BY name',
        ),
      names: async () => {
        const { db } = core.session.project;
        return {
          labels: [...new Set(labels(db).map(({ name }) => name))].toSorted(),
          groups: db
            .all<{ name: string }>(
              `SELECT DISTINCT label_group AS name FROM video WHERE label_group <> '' ORDER BY 1 LIMIT 1000`,
            )
            .map(({ name }) => name),
          annotators: annotators(db).map(({ name }) => name),
        };
      },
      previewBulk: async ({ target, edit }) => {
        const preview = await previewBulk(core.session.project.db, target, edit);
        return {
          found: preview.found,
          counts: { ...preview.counts },
          examples: preview.examples.map((each) => ({ ...each })),
          left: preview.left.map(({ fault, ...each }) => ({
            ...each,
            fault: { code: fault.code, values: { ...fault.values } },
          })),
          digest: preview.digest,
        };
      },
      applyBulk: async ({ target, edit, digest }) => {
        const { writer } = core.session.project;
        const jobId = core.jobs.start({
          kind: 'bulk',
          title: say(BULK_TITLES[edit.kind]),
          line: 'bulk',
          work: async ({ signal, progress }) => {
            const { said, sentence } = await writer.executeAll(
              [{ name: 'bulkEdit', params: { target, edit, digest } }],
              {},
              { signal, progress: (done, total) => progress(done, total, say('changingItems')) },
            );
            return say('sentence', { what: said ?? sentence });
          },
        });
        return { jobId };
      },
    },
    comments: {
      list: async (input) =>
        threadComments(core.session.project.db, input).map(({ at, ...comment }) => ({
          ...comment,
          at: new Date(at).toISOString(),
        })),
    },
  };
}

const BULK_TITLES = {
  state: 'bulkState',
  label: 'bulkLabel',
  split: 'bulkSplit',
  snap: 'bulkSnap',
  shift: 'bulkShift',
  'delete-items': 'bulkDeleteItems',
  'delete-short': 'bulkDeleteShort',
} as const satisfies Record<BulkEdit['kind'], SaidKey>;
