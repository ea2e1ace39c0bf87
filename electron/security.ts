import type { BrowserWindowConstructorOptions, Session, WebContents, WebPreferences } from 'electron';

/**
 * Everything that keeps the page powerless, in one place (Electron's security checklist). Each line is held by a test:
 * removing one turns it red.
 */

/** In memory only (no `persist:`): nothing of the page outlives the application; state belongs to the project. */
export const pagePartition = 'tempr1-studio';

/** Web preferences of every window. The preload is the page's only extra power. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    partition: pagePartition,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    enableWebSQL: false,
    spellcheck: false,
  };
}

/** Options of the one window. It stays hidden until the page has painted, so nobody sees a white flash. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'TempR1 Studio',
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: '#121417',
    autoHideMenuBar: false,
    webPreferences: pagePreferences(preload),
  };
}

/** Hosts that may be opened in the system's browser: documentation links of the help menu. */
const publicHosts: ReadonlySet<string> = new Set(['arxiv.org', 'github.com']);

/** True for an https address on the short list; parsed as a URL, so look-alike hosts and other schemes fail. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    publicHosts.has(url.hostname)
  );
}

/** True when `address` is on the origin that the service serves. */
export function isOwnPage(address: string, origin: string): boolean {
  return URL.parse(address)?.origin === origin;
}

/** Denies every permission, device and screen capture, for requests and for checks. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({});
  });
}

/** Keeps a page where it is: no navigation, no new window, no webview; allowed links go to the system's browser. */
export function confine(contents: WebContents, origin: string, openOutside: (address: string) => void): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOwnPage(event.url, origin)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) openOutside(url);
    return { action: 'deny' };
  });
}
