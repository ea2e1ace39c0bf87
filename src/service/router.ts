import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Refusal, StudioApi } from './api.ts';
import * as c from './contract/index.ts';
import { refusalOf, saidOf } from './refusal.ts';
import { sentenceOf } from './sentence.ts';

/** The typed contract between page and service: every procedure's input is checked here, once. */

export interface RouterContext {
  readonly api: StudioApi;
}

const CODES = {
  'bad-request': 'BAD_REQUEST',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'no-project': 'PRECONDITION_FAILED',
} as const satisfies Record<Refusal, TRPCError['code']>;

const t = initTRPC.context<RouterContext>().create({
  // A caller shows `message` to a person as it stands, so it is always one sentence and never a stack.
  errorFormatter: ({ shape, error }) => ({
    message: error.cause instanceof z.ZodError ? sentenceOf(error.cause) : shape.message,
    code: shape.code,
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      path: shape.data.path,
      /** The message for any language. */
      said: saidOf(error.cause),
    },
  }),
});

/** Turns what the rooms throw into an answer with a code and a sentence. */
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  // Already a sentence of ours: a wrong input, or an unknown procedure.
  if (cause instanceof z.ZodError || cause === undefined) throw result.error;
  const refusal = refusalOf(cause);
  const code = refusal === null ? 'INTERNAL_SERVER_ERROR' : CODES[refusal];
  throw new TRPCError({ code, message: sentenceOf(cause), cause });
});

const ok = { ok: true } as const;

export const appRouter = t.router({
  system: t.router({
    info: procedure.query(({ ctx }) => ctx.api.system.info()),
    devices: procedure.query(({ ctx }) => ctx.api.system.devices()),
  }),
  settings: t.router({
    frameEncoder: procedure.query(({ ctx }) => ctx.api.settings.frameEncoder()),
    setFrameEncoder: procedure
      .input(c.frameEncoderInput)
      .mutation(({ ctx, input }) => ctx.api.settings.setFrameEncoder(input)),
    cudaFolder: procedure.query(({ ctx }) => ctx.api.settings.cudaFolder()),
    setCudaFolder: procedure
      .input(c.cudaFolderInput)
      .mutation(({ ctx, input }) => ctx.api.settings.setCudaFolder(input)),
    ffmpeg: procedure.query(({ ctx }) => ctx.api.settings.ffmpeg()),
    setFfmpeg: procedure.input(c.ffmpegInput).mutation(({ ctx, input }) => ctx.api.settings.setFfmpeg(input)),
    page: procedure.query(({ ctx }) => ctx.api.settings.page()),
    setPage: procedure
      .input(c.pageSettingsInput)
      .mutation(({ ctx, input }) => ctx.api.settings.setPage(input)),
  }),
  files: t.router({
    list: procedure.input(c.filesListInput).query(({ ctx, input }) => ctx.api.files.list(input)),
  }),
  projects: t.router({
    recent: procedure.query(({ ctx }) => ctx.api.projects.recent()),
    create: procedure
      .input(c.projectCreateInput)
      .mutation(({ ctx, input }) => ctx.api.projects.create(input)),
    createSample: procedure
      .input(c.projectSampleInput)
      .mutation(({ ctx, input }) => ctx.api.projects.createSample(input)),
    open: procedure.input(c.projectOpenInput).mutation(({ ctx, input }) => ctx.api.projects.open(input)),
    close: procedure.mutation(async ({ ctx }) => {
      await ctx.api.projects.close();
      return ok;
    }),
    current: procedure.query(({ ctx }) => ctx.api.projects.current()),
    inspect: procedure
      .input(c.projectInspectInput)
      .query(({ ctx, input }) => ctx.api.projects.inspect(input)),
    place: procedure.input(c.placeInput).query(({ ctx, input }) => ctx.api.projects.place(input)),
    forget: procedure.input(c.projectForgetInput).mutation(async ({ ctx, input }) => {
      await ctx.api.projects.forget(input);
      return ok;
    }),
    pin: procedure.input(c.projectPinInput).mutation(async ({ ctx, input }) => {
      await ctx.api.projects.pin(input);
      return ok;
    }),
  }),
  packs: t.router({
    plan: procedure.query(({ ctx }) => ctx.api.packs.plan()),
    start: procedure.input(c.packStartInput).mutation(({ ctx, input }) => ctx.api.packs.start(input)),
    inspect: procedure.input(c.packInspectInput).query(({ ctx, input }) => ctx.api.packs.inspect(input)),
    unpack: procedure.input(c.packUnpackInput).mutation(({ ctx, input }) => ctx.api.packs.unpack(input)),
  }),
  relink: t.router({
    lost: procedure.query(({ ctx }) => ctx.api.relink.lost()),
    search: procedure.input(c.relinkSearchInput).mutation(({ ctx, input }) => ctx.api.relink.search(input)),
    proposals: procedure.query(({ ctx }) => ctx.api.relink.proposals()),
    takeOver: procedure
      .input(c.relinkApplyInput)
      .mutation(({ ctx, input }) => ctx.api.relink.takeOver(input)),
  }),
  care: t.router({
    health: procedure.query(({ ctx }) => ctx.api.care.health()),
    backUp: procedure.mutation(async ({ ctx }) => {
      await ctx.api.care.backUp();
      return ok;
    }),
    restore: procedure.input(c.restoreInput).mutation(({ ctx, input }) => ctx.api.care.restore(input)),
    dismissPlace: procedure.mutation(async ({ ctx }) => {
      await ctx.api.care.dismissPlace();
      return ok;
    }),
  }),
  importer: t.router({
    look: procedure.input(c.importLookInput).query(({ ctx, input }) => ctx.api.importer.look(input)),
    start: procedure.input(c.importStartInput).mutation(({ ctx, input }) => ctx.api.importer.start(input)),
    videos: procedure.input(c.importVideosInput).mutation(({ ctx, input }) => ctx.api.importer.videos(input)),
    history: procedure.query(({ ctx }) => ctx.api.importer.history()),
    remove: procedure.input(c.importRemoveInput).mutation(({ ctx, input }) => ctx.api.importer.remove(input)),
  }),
  videos: t.router({
    list: procedure.input(c.videosListInput).query(({ ctx, input }) => ctx.api.videos.list(input)),
    detail: procedure.input(c.videoDetailInput).query(({ ctx, input }) => ctx.api.videos.detail(input)),
    intervals: procedure
      .input(c.videoIntervalsInput)
      .query(({ ctx, input }) => ctx.api.videos.intervals(input)),
    items: procedure.input(c.videoItemsInput).query(({ ctx, input }) => ctx.api.videos.items(input)),
    relink: procedure.input(c.videoRelinkInput).mutation(({ ctx, input }) => ctx.api.videos.relink(input)),
  }),
  timeline: t.router({
    rows: procedure.input(c.timelineRowsInput).query(({ ctx, input }) => ctx.api.timeline.rows(input)),
  }),
  labels: t.router({
    list: procedure.query(({ ctx }) => ctx.api.labels.list()),
    save: procedure.input(c.labelsSaveInput).mutation(({ ctx, input }) => ctx.api.labels.save(input)),
    readSchema: procedure
      .input(c.labelsReadInput)
      .query(({ ctx, input }) => ctx.api.labels.readSchema(input)),
  }),
  derive: t.router({
    preview: procedure.input(c.derivePreviewInput).query(({ ctx, input }) => ctx.api.derive.preview(input)),
    accept: procedure.input(c.deriveAcceptInput).mutation(({ ctx, input }) => ctx.api.derive.accept(input)),
  }),
  items: t.router({
    search: procedure.input(c.itemsSearchInput).query(({ ctx, input }) => ctx.api.items.search(input)),
    filters: procedure.query(({ ctx }) => ctx.api.items.filters()),
    names: procedure.query(({ ctx }) => ctx.api.items.names()),
    previewBulk: procedure
      .input(c.bulkPreviewInput)
      .query(({ ctx, input }) => ctx.api.items.previewBulk(input)),
    applyBulk: procedure.input(c.bulkApplyInput).mutation(({ ctx, input }) => ctx.api.items.applyBulk(input)),
  }),
  comments: t.router({
    list: procedure.input(c.commentsInput).query(({ ctx, input }) => ctx.api.comments.list(input)),
  }),
  commands: t.router({
    run: procedure.input(c.commandRunInput).mutation(({ ctx, input }) => ctx.api.commands.run(input)),
    runAll: procedure
      .input(c.commandRunAllInput)
      .mutation(({ ctx, input }) => ctx.api.commands.runAll(input)),
    undo: procedure.mutation(({ ctx }) => ctx.api.commands.undo()),
    redo: procedure.mutation(({ ctx }) => ctx.api.commands.redo()),
    state: procedure.query(({ ctx }) => ctx.api.commands.state()),
    history: procedure.input(c.historyInput).query(({ ctx, input }) => ctx.api.commands.history(input)),
  }),
  history: t.router({
    page: procedure.input(c.historyPageInput).query(({ ctx, input }) => ctx.api.history.page(input)),
    goTo: procedure.input(c.historyGoToInput).mutation(({ ctx, input }) => ctx.api.history.goTo(input)),
  }),
  suggestions: t.router({
    start: procedure
      .input(c.suggestStartInput)
      .mutation(({ ctx, input }) => ctx.api.suggestions.start(input)),
    another: procedure.input(c.anotherInput).mutation(({ ctx, input }) => ctx.api.suggestions.another(input)),
    earlier: procedure.input(c.earlierInput).query(({ ctx, input }) => ctx.api.suggestions.earlier(input)),
  }),
  training: t.router({
    start: procedure.input(c.trainingSettings).mutation(({ ctx, input }) => ctx.api.training.start(input)),
    pause: procedure.input(c.runIdInput).mutation(async ({ ctx, input }) => {
      await ctx.api.training.pause(input);
      return ok;
    }),
    resume: procedure.input(c.runIdInput).mutation(async ({ ctx, input }) => {
      await ctx.api.training.resume(input);
      return ok;
    }),
    cancel: procedure.input(c.runIdInput).mutation(async ({ ctx, input }) => {
      await ctx.api.training.cancel(input);
      return ok;
    }),
    runs: procedure.query(({ ctx }) => ctx.api.training.runs()),
    run: procedure.input(c.runIdInput).query(({ ctx, input }) => ctx.api.training.run(input)),
  }),
  policies: t.router({
    list: procedure.query(({ ctx }) => ctx.api.policies.list()),
    promote: procedure.input(c.promoteInput).mutation(({ ctx, input }) => ctx.api.policies.promote(input)),
    discard: procedure
      .input(c.policyDiscardInput)
      .mutation(({ ctx, input }) => ctx.api.policies.discard(input)),
    rollback: procedure.mutation(({ ctx }) => ctx.api.policies.rollback()),
  }),
  exporter: t.router({
    formats: procedure.query(({ ctx }) => ctx.api.exporter.formats()),
    start: procedure.input(c.exportStartInput).mutation(({ ctx, input }) => ctx.api.exporter.start(input)),
  }),
  proxies: t.router({
    of: procedure.input(c.proxyInput).query(({ ctx, input }) => ctx.api.proxies.of(input)),
    make: procedure.input(c.proxyInput).mutation(({ ctx, input }) => ctx.api.proxies.make(input)),
    remove: procedure.input(c.proxyRemoveInput).mutation(({ ctx, input }) => ctx.api.proxies.remove(input)),
    usage: procedure.query(({ ctx }) => ctx.api.proxies.usage()),
    setAutomatic: procedure
      .input(c.proxyAutomaticInput)
      .mutation(({ ctx, input }) => ctx.api.proxies.setAutomatic(input)),
  }),
  jobs: t.router({
    list: procedure.query(({ ctx }) => ctx.api.jobs.list()),
    cancel: procedure.input(c.jobCancelInput).mutation(async ({ ctx, input }) => {
      await ctx.api.jobs.cancel(input);
      return ok;
    }),
  }),
  viewState: t.router({
    get: procedure.query(({ ctx }) => ctx.api.viewState.get()),
    set: procedure.input(c.viewState).mutation(async ({ ctx, input }) => {
      await ctx.api.viewState.set(input);
      return ok;
    }),
  }),
  coverage: t.router({
    add: procedure.input(c.coverageAddInput).mutation(async ({ ctx, input }) => {
      await ctx.api.coverage.add(input);
      return ok;
    }),
    ofVideos: procedure.input(c.coverageOfInput).query(({ ctx, input }) => ctx.api.coverage.ofVideos(input)),
    wall: procedure.input(c.coverageWallInput).query(({ ctx, input }) => ctx.api.coverage.wall(input)),
    next: procedure.input(c.nextUnseenInput).query(({ ctx, input }) => ctx.api.coverage.next(input)),
  }),
  events: t.router({
    subscribe: procedure.input(c.eventsInput).subscription(async function* ({ ctx, input, signal }) {
      const until = signal ?? new AbortController().signal;
      for await (const { id, event } of ctx.api.events.subscribe(input?.lastEventId ?? null, until))
        yield tracked(id, event);
    }),
  }),
});

export type AppRouter = typeof appRouter;
