import type { SETTINGS } from '../../../src/tasks/said/settings.ts';

/** Zu den Einstellungen dieses Rechners: wie etwas taugt, oder warum nicht und was hilft. */
export const settings = {
  settingsUnclear:
    'Die Einstellungen in {file} sind nicht zu verstehen. Die Datei richten oder löschen, um neu anzufangen.',
  settingsUnwritable: 'Die Einstellungen lassen sich nicht nach {file} schreiben.',
  noEncoder: 'Keiner gesetzt: Policies sehen nur mit eigenen Augen.',
  noCuda: 'Keiner gesetzt: CUDA wird nicht benutzt.',
  cudaThere: 'Der Provider ist da; ob CUDA damit geht, sagt die Liste der Geräte.',
  cudaOnLinux:
    'CUDA geht nur unter Linux mit einem x64-Prozessor, und dies ist {system}. Stattdessen WebGPU wählen.',
  cudaNoFolder: '{folder} ist kein Ordner. Den mit dem CUDA-Provider der ONNX Runtime wählen.',
  cudaLacks:
    'In {folder} fehlt {missing}. Den Ordner mit dem CUDA-Provider der ONNX Runtime 1.30 wählen (den Ordner lib ihres GPU-Pakets für Linux) oder WebGPU benutzen.',
  bothOf: '{first} und {second}',
  noFfmpegChosen: 'Keines gewählt.',
  ffmpegFound: 'Keines gewählt: {file} ({version}) wurde gefunden und wird benutzt.',
  ffmpegUsed: 'ffmpeg {version} wird benutzt.',
  ffmpegUnfit: '{file} taugt nicht als ffmpeg. {why}',
  toolNotThere: 'Diese Datei gibt es nicht.',
  toolDoesNotRun: 'Es läuft nicht ({reason}).',
  toolIsAnother: 'Es antwortet nicht wie {tool}.',
  toolTooOld: 'Es ist Version {version}; nötig ist {oldest} oder neuer.',
} as const satisfies Readonly<Record<keyof typeof SETTINGS, string>>;
