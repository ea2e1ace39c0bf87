import type {
  Another,
  BulkPreview,
  CommentRow,
  FindNames,
  FoundPage,
  SavedFilter,
  CommandDone,
  CoverageWall,
  CudaFolder,
  EarlierRow,
  DerivePreview,
  FfmpegChoice,
  FilmstripSheet,
  Folder,
  FrameEncoder,
  FormatInfo,
  HistoryPage,
  HistoryRow,
  ImportRow,
  IntervalRow,
  Job,
  PageSettings,
  LabelRow,
  LabelsRead,
  NextUnseen,
  LostVideo,
  PackInside,
  PackPlan,
  PlaceWarning,
  PolicyRow,
  ProjectHealth,
  ProjectInfo,
  ProjectInspection,
  ProjectOpened,
  ProxyStatus,
  ProxyUsage,
  RecentProject,
  RelinkProposals,
  Run,
  RunDetail,
  ServiceEvent,
  Started,
  SystemDevices,
  SystemInfo,
  UndoState,
  VideoCoverage,
  VideoDetail,
  VideoItems,
  VideoPage,
  ViewState,
} from './contract/index.ts';
import type * as contract from './contract/index.ts';
import { english, type Said } from '../tasks/said/said.ts';
import type { z } from 'zod';

type In<S extends z.ZodType> = z.infer<S>;

/**
 * What the service can do, as plain functions: the router checks inputs and calls these. Each throws `ServiceError` with one
 * sentence when it refuses.
 */
export interface StudioApi {
  readonly system: { info(): Promise<SystemInfo>; devices(): Promise<SystemDevices> };
  readonly settings: {
    frameEncoder(): Promise<FrameEncoder>;
    setFrameEncoder(input: In<typeof contract.frameEncoderInput>): Promise<FrameEncoder>;
    cudaFolder(): Promise<CudaFolder>;
    setCudaFolder(input: In<typeof contract.cudaFolderInput>): Promise<CudaFolder>;
    ffmpeg(): Promise<FfmpegChoice>;
    setFfmpeg(input: In<typeof contract.ffmpegInput>): Promise<FfmpegChoice>;
    page(): Promise<PageSettings>;
    setPage(input: In<typeof contract.pageSettingsInput>): Promise<PageSettings>;
  };
  readonly files: { list(input: In<typeof contract.filesListInput>): Promise<Folder> };
  readonly projects: {
    recent(): Promise<RecentProject[]>;
    create(input: In<typeof contract.projectCreateInput>): Promise<ProjectOpened>;
    createSample(input: In<typeof contract.projectSampleInput>): Promise<ProjectOpened>;
    open(input: In<typeof contract.projectOpenInput>): Promise<ProjectOpened>;
    close(): Promise<void>;
    current(): Promise<ProjectInfo | null>;
    inspect(input: In<typeof contract.projectInspectInput>): Promise<ProjectInspection>;
    place(input: In<typeof contract.placeInput>): Promise<PlaceWarning | null>;
    forget(input: In<typeof contract.projectForgetInput>): Promise<void>;
    pin(input: In<typeof contract.projectPinInput>): Promise<void>;
  };
  readonly packs: {
    plan(): Promise<PackPlan>;
    start(input: In<typeof contract.packStartInput>): Promise<Started>;
    inspect(input: In<typeof contract.packInspectInput>): Promise<PackInside>;
    unpack(input: In<typeof contract.packUnpackInput>): Promise<Started>;
  };
  readonly relink: {
    lost(): Promise<LostVideo[]>;
    search(input: In<typeof contract.relinkSearchInput>): Promise<Started>;
    proposals(): Promise<RelinkProposals>;
    takeOver(input: In<typeof contract.relinkApplyInput>): Promise<In<typeof contract.relinked>>;
  };
  readonly care: {
    health(): Promise<ProjectHealth>;
    backUp(): Promise<void>;
    restore(input: In<typeof contract.restoreInput>): Promise<ProjectOpened>;
    dismissPlace(): Promise<void>;
  };
  readonly importer: {
    look(input: In<typeof contract.importLookInput>): Promise<In<typeof contract.importLook>>;
    start(input: In<typeof contract.importStartInput>): Promise<Started>;
    videos(input: In<typeof contract.importVideosInput>): Promise<Started>;
    history(): Promise<ImportRow[]>;
    remove(input: In<typeof contract.importRemoveInput>): Promise<In<typeof contract.importRemoved>>;
  };
  readonly videos: {
    list(input: In<typeof contract.videosListInput>): Promise<VideoPage>;
    detail(input: In<typeof contract.videoDetailInput>): Promise<VideoDetail>;
    intervals(input: In<typeof contract.videoIntervalsInput>): Promise<IntervalRow[]>;
    items(input: In<typeof contract.videoItemsInput>): Promise<VideoItems>;
    relink(input: In<typeof contract.videoRelinkInput>): Promise<In<typeof contract.videoRelinked>>;
  };
  readonly timeline: {
    rows(input: In<typeof contract.timelineRowsInput>): Promise<In<typeof contract.timelineRows>>;
  };
  readonly labels: {
    list(): Promise<LabelRow[]>;
    save(input: In<typeof contract.labelsSaveInput>): Promise<In<typeof contract.labelsSaved>>;
    readSchema(input: In<typeof contract.labelsReadInput>): Promise<LabelsRead>;
  };
  readonly derive: {
    preview(input: In<typeof contract.derivePreviewInput>): Promise<DerivePreview>;
    accept(input: In<typeof contract.deriveAcceptInput>): Promise<CommandDone>;
  };
  readonly items: {
    search(input: In<typeof contract.itemsSearchInput>): Promise<FoundPage>;
    filters(): Promise<SavedFilter[]>;
    names(): Promise<FindNames>;
    previewBulk(input: In<typeof contract.bulkPreviewInput>): Promise<BulkPreview>;
    applyBulk(input: In<typeof contract.bulkApplyInput>): Promise<Started>;
  };
  readonly comments: { list(input: In<typeof contract.commentsInput>): Promise<CommentRow[]> };
  readonly commands: {
    run(input: In<typeof contract.commandRunInput>): Promise<CommandDone>;
    runAll(input: In<typeof contract.commandRunAllInput>): Promise<CommandDone>;
    undo(): Promise<CommandDone>;
    redo(): Promise<CommandDone>;
    state(): Promise<UndoState>;
    history(input: In<typeof contract.historyInput>): Promise<HistoryRow[]>;
  };
  readonly history: {
    page(input: In<typeof contract.historyPageInput>): Promise<HistoryPage>;
    goTo(input: In<typeof contract.historyGoToInput>): Promise<CommandDone>;
  };
  readonly suggestions: {
    start(input: In<typeof contract.suggestStartInput>): Promise<Started>;
    another(input: In<typeof contract.anotherInput>): Promise<Another>;
    earlier(input: In<typeof contract.earlierInput>): Promise<EarlierRow[]>;
  };
  readonly training: {
    start(input: In<typeof contract.trainingSettings>): Promise<{ runId: string }>;
    pause(input: In<typeof contract.runIdInput>): Promise<void>;
    resume(input: In<typeof contract.runIdInput>): Promise<void>;
    cancel(input: In<typeof contract.runIdInput>): Promise<void>;
    runs(): Promise<Run[]>;
    run(input: In<typeof contract.runIdInput>): Promise<RunDetail>;
  };
  readonly policies: {
    list(): Promise<PolicyRow[]>;
    promote(input: In<typeof contract.promoteInput>): Promise<In<typeof contract.policyNow>>;
    discard(input: In<typeof contract.policyDiscardInput>): Promise<In<typeof contract.policyNow>>;
    rollback(): Promise<In<typeof contract.policyNow>>;
  };
  readonly exporter: {
    formats(): Promise<FormatInfo[]>;
    start(input: In<typeof contract.exportStartInput>): Promise<Started>;
  };
  readonly proxies: {
    of(input: In<typeof contract.proxyInput>): Promise<ProxyStatus>;
    make(input: In<typeof contract.proxyInput>): Promise<ProxyStatus>;
    remove(input: In<typeof contract.proxyRemoveInput>): Promise<In<typeof contract.proxyRemoved>>;
    usage(): Promise<ProxyUsage>;
    setAutomatic(input: In<typeof contract.proxyAutomaticInput>): Promise<ProxyUsage>;
  };
  readonly jobs: {
    list(): Promise<Job[]>;
    cancel(input: In<typeof contract.jobCancelInput>): Promise<void>;
  };
  readonly viewState: { get(): Promise<ViewState>; set(input: ViewState): Promise<void> };
  readonly coverage: {
    add(input: In<typeof contract.coverageAddInput>): Promise<void>;
    ofVideos(input: In<typeof contract.coverageOfInput>): Promise<VideoCoverage[]>;
    wall(input: In<typeof contract.coverageWallInput>): Promise<CoverageWall>;
    next(input: In<typeof contract.nextUnseenInput>): Promise<NextUnseen>;
  };
  readonly events: {
    /** Numbered events from after `lastEventId` (or from now on), until `signal` ends it. */
    subscribe(lastEventId: string | null, signal: AbortSignal): AsyncIterable<NumberedEvent>;
  };
}

export interface NumberedEvent {
  readonly id: string;
  readonly event: ServiceEvent;
}

/** How a refusal is told to a caller that must tell cases apart. */
export type Refusal = 'bad-request' | 'not-found' | 'conflict' | 'no-project';

/** The service refuses, with one sentence for a person. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly refusal: Refusal;
  /** The sentence for any language, where it is one of ours. */
  readonly said: Said | null;
  constructor(refusal: Refusal, sentence: string | Said, options?: ErrorOptions) {
    super(typeof sentence === 'string' ? sentence : english(sentence), options);
    this.refusal = refusal;
    this.said = typeof sentence === 'string' ? null : sentence;
  }
}

export type { FilmstripSheet };
