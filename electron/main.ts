import { app, BrowserWindow, dialog, session, shell } from 'electron';
import path from 'node:path';
import { answerPage } from './bridge.ts';
import { applyMenu } from './menu.ts';
import { projectArgument } from './project-argument.ts';
import { confine, denyPermissions, pagePartition, windowOptions } from './security.ts';
import { ServiceProcess } from './service-process.ts';
import { shellEvents } from './shell-contract.ts';

/** This file is bundled to dist/electron/main.js; its neighbours lie beside it, and children of a packed app outside the archive. */
const here = import.meta.dirname;
const built = path.join(here, '..');

let window: BrowserWindow | null = null;
let service: ServiceProcess | null = null;
let isQuitting = false;

function showFatal(sentence: string): void {
  dialog.showErrorBox('TempR1 Studio', `${sentence} Your project is saved; start TempR1 Studio again.`);
  app.quit();
}

function openWindow(address: { url: string; entryUrl: string }): void {
  const { origin } = new URL(address.url);
  denyPermissions(session.fromPartition(pagePartition));
  const created = new BrowserWindow(windowOptions(path.join(here, 'preload.cjs')));
  window = created;
  confine(created.webContents, origin, (link) => void shell.openExternal(link));
  answerPage(created, origin);
  applyMenu(created, []);
  created.once('ready-to-show', () => created.show());
  created.on('closed', () => {
    window = null;
  });
  // The entry address holds a single-use token; the service swaps it for a cookie and redirects to the clean address.
  created.loadURL(address.entryUrl).catch((error: unknown) => {
    showFatal(`The page could not be loaded: ${error instanceof Error ? error.message : String(error)}.`);
  });
}

function startService(): void {
  const project = projectArgument(process.argv.slice(app.isPackaged ? 1 : 2));
  service = new ServiceProcess(
    { service: path.join(here, 'service.js'), workers: path.join(built, 'service') },
    ['--page', path.join(built, 'renderer'), ...(project === null ? [] : ['--project', project])],
    { onReady: openWindow, onEnded: showFatal },
  );
}

function bringToFront(): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

// Two copies must not write one project: the second hands its project over and ends.
if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', (_event, argv) => {
    bringToFront();
    const project = projectArgument(argv.slice(1));
    if (project !== null) window?.webContents.send(shellEvents.openProject, project);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    window?.webContents.send(shellEvents.openProject, file);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (isQuitting || service === null) return;
    // Quit only after the service has closed the corpus.
    isQuitting = true;
    event.preventDefault();
    void service.quit().then(() => {
      app.quit();
    });
  });
  void app.whenReady().then(startService);
}
