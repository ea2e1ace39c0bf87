import { contextBridge, ipcRenderer } from 'electron';
import type { ShellBridge } from './shell-contract.ts';

/** Listens on one fixed channel for one string; the page never sees Electron's event object. */
function listen(channel: string, listener: (text: string) => void): () => void {
  const receive = (_event: unknown, text: unknown): void => {
    if (typeof text === 'string') listener(text);
  };
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.off(channel, receive);
  };
}

// Channel names stand here as text because a sandboxed preload is one file; a test compares them with shell-contract.ts.
const bridge: ShellBridge = {
  pickFolder: (options) => ipcRenderer.invoke('shell:pick-folder', options),
  pickFile: (options) => ipcRenderer.invoke('shell:pick-file', options),
  pickSavePath: (options) => ipcRenderer.invoke('shell:pick-save-path', options),
  reveal: (path) => ipcRenderer.invoke('shell:reveal', path),
  setMenu: (entries) => ipcRenderer.invoke('shell:set-menu', entries),
  onAction: (listener) => listen('shell:action', listener),
  onOpenProject: (listener) => listen('shell:open-project', listener),
};

contextBridge.exposeInMainWorld('tempr1Shell', bridge);
