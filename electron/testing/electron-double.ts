/**
 * A double of the `electron` module for machines without its binary. It proves wiring only: which options a window gets, which
 * handlers are set, who is answered. Member names are checked against Electron's own types, so the double can't invent an API.
 * What only the real thing can show is in e2e/electron.e2e.ts.
 */
import type Electron from 'electron';
import { EventEmitter } from 'node:events';

type Names<T> = Partial<Record<keyof T, unknown>>;
type Handler = (...args: unknown[]) => unknown;

export class ContentsDouble extends EventEmitter {
  readonly mainFrame = { url: '' };
  readonly sent: { channel: string; args: unknown[] }[] = [];
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
}

export class WindowDouble extends EventEmitter {
  static readonly all: WindowDouble[] = [];
  readonly webContents = new ContentsDouble();
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  isShown = false;
  isFront = false;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    WindowDouble.all.push(this);
  }
  loadURL(address: string): Promise<void> {
    this.loaded.push(address);
    this.webContents.mainFrame.url = new URL('/', address).href;
    return Promise.resolve();
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.isFront = true;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    this.isShown = true;
  }
}
({
  loadURL: 0,
  show: 0,
  focus: 0,
  isMinimized: 0,
  restore: 0,
  webContents: 0,
}) satisfies Names<Electron.BrowserWindow>;
({ send: 0, setWindowOpenHandler: 0, mainFrame: 0 }) satisfies Names<Electron.WebContents>;

export class ChildDouble extends EventEmitter {
  readonly pid = 4242;
  readonly received: unknown[] = [];
  readonly fork: { modulePath: string; args: string[]; options: Electron.ForkOptions };
  isKilled = false;
  constructor(modulePath: string, args: string[], options: Electron.ForkOptions) {
    super();
    this.fork = { modulePath, args, options };
  }
  postMessage(message: unknown): void {
    this.received.push(message);
  }
  kill(): boolean {
    this.isKilled = true;
    this.emit('exit', 1);
    return true;
  }
}
({ pid: 0, postMessage: 0, kill: 0 }) satisfies Names<Electron.UtilityProcess>;

export interface SessionDouble {
  partition: string;
  permissionRequest: Handler | null;
  permissionCheck: Handler | null;
  device: Handler | null;
  display: Handler | null;
}

/** Everything the main process did, for the test to look at. */
export interface Recorder {
  readonly app: EventEmitter & { quits: number; hasLock: boolean; ready: () => void };
  readonly children: ChildDouble[];
  readonly sessions: SessionDouble[];
  readonly handlers: Map<string, (event: unknown, ...args: unknown[]) => unknown>;
  readonly opened: string[];
  readonly revealed: string[];
  readonly errors: string[];
  readonly menus: Electron.MenuItemConstructorOptions[][];
  readonly exposed: Map<string, object>;
  readonly invoked: { channel: string; args: unknown[] }[];
  readonly rendererListeners: EventEmitter;
  dialogAnswer: string | null;
}

/** A fresh double of the module with its recorder. */
export function electronDouble(): { module: Names<typeof Electron>; recorder: Recorder } {
  WindowDouble.all.length = 0;
  let ready = (): void => undefined;
  const whenReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const appEvents = Object.assign(new EventEmitter(), { quits: 0, hasLock: true, ready });
  const recorder: Recorder = {
    app: appEvents,
    children: [],
    sessions: [],
    handlers: new Map(),
    opened: [],
    revealed: [],
    errors: [],
    menus: [],
    exposed: new Map(),
    invoked: [],
    rendererListeners: new EventEmitter(),
    dialogAnswer: null,
  };
  const picked = (): Promise<object> =>
    Promise.resolve({
      canceled: recorder.dialogAnswer === null,
      filePaths: recorder.dialogAnswer === null ? [] : [recorder.dialogAnswer],
      filePath: recorder.dialogAnswer,
    });
  const app = {
    on: appEvents.on.bind(appEvents),
    isPackaged: true,
    requestSingleInstanceLock: () => appEvents.hasLock,
    whenReady: () => whenReady,
    quit: () => {
      appEvents.quits++;
    },
  } satisfies Names<Electron.App>;
  const session = {
    fromPartition: (partition: string) => {
      const made: SessionDouble = {
        partition,
        permissionRequest: null,
        permissionCheck: null,
        device: null,
        display: null,
      };
      recorder.sessions.push(made);
      return {
        setPermissionRequestHandler: (handler: Handler) => (made.permissionRequest = handler),
        setPermissionCheckHandler: (handler: Handler) => (made.permissionCheck = handler),
        setDevicePermissionHandler: (handler: Handler) => (made.device = handler),
        setDisplayMediaRequestHandler: (handler: Handler) => (made.display = handler),
      } satisfies Names<Electron.Session>;
    },
  } satisfies Names<typeof Electron.session>;
  const module = {
    app,
    BrowserWindow: WindowDouble,
    session,
    utilityProcess: {
      fork: (modulePath: string, args: string[], options: Electron.ForkOptions) => {
        const child = new ChildDouble(modulePath, args, options);
        recorder.children.push(child);
        return child;
      },
    } satisfies Names<typeof Electron.utilityProcess>,
    dialog: {
      showOpenDialog: picked,
      showSaveDialog: picked,
      showErrorBox: (_title: string, text: string) => recorder.errors.push(text),
    } satisfies Names<Electron.Dialog>,
    shell: {
      openExternal: (address: string) => {
        recorder.opened.push(address);
        return Promise.resolve();
      },
      showItemInFolder: (file: string) => recorder.revealed.push(file),
    } satisfies Names<Electron.Shell>,
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
        recorder.handlers.set(channel, handler),
    } satisfies Names<Electron.IpcMain>,
    Menu: {
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (template: Electron.MenuItemConstructorOptions[]) => recorder.menus.push(template),
    } satisfies Names<typeof Electron.Menu>,
    contextBridge: {
      exposeInMainWorld: (name: string, api: object) => recorder.exposed.set(name, api),
    } satisfies Names<Electron.ContextBridge>,
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) => {
        recorder.invoked.push({ channel, args });
        return Promise.resolve(null);
      },
      on: (channel: string, listener: Handler) => recorder.rendererListeners.on(channel, listener),
      off: (channel: string, listener: Handler) => recorder.rendererListeners.off(channel, listener),
    } satisfies Names<Electron.IpcRenderer>,
  } satisfies Names<typeof Electron>;
  return { module, recorder };
}
