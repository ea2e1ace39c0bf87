import type { Translated } from '../translated.ts';
import type { player as english } from '../en/player.ts';

export const player = {
  player: 'Player',
  speed: 'Geschwindigkeit',
  volume: 'Lautstärke',
  position: 'Position',
  seekBar: 'Position im Video',
  frameWord: 'Bild',
  ofFrames: 'von {frames}',
  tickWord: 'Tick',
  spokenPosition: '{time}, Bild {frame}',
  copyTime: 'Zeitcode kopieren',
  copyFrame: 'Bildnummer kopieren',
  copyTick: 'Tick kopieren',
  copied: '{text} kopiert.',
  notCopied: 'In die Zwischenablage darf hier nicht geschrieben werden. Gemeint war: {text}',
  goTo: 'Gehe zu',
  goToHint: '1:02,5 oder Bild 123 oder Tick 9800',
  goToWrong: 'Das ist keine Zeit, kein Bild und kein Tick dieses Videos.',
  wentTo: 'Bei {time}, Bild {frame}.',
  edgePeek: 'Kante: {time}, Bild {frame}',
  nearest: 'nahe {time}',
  volumeNow: 'Lautstärke {percent, number, percent}.',
  rollNow: 'Vor und nach einer Kante werden {seconds, number} s abgespielt.',
  rangeRefused: 'Der Dienst antwortete mit {status} auf eine Bereichsanfrage.',
  rangeEmpty: 'Der Dienst schickte einen leeren Bereich.',
  sizeUnknown: 'Der Dienst sagte nicht, wie lang die Videodatei ist.',
  missing: 'Datei fehlt',
  missingWhy:
    'Die Datei von „{title}“ ist nicht mehr da, wo sie war. Zurücklegen oder dem Projekt sagen, wo sie jetzt ist.',
  noPicture: 'Kein Bild',
  stillWorks: 'Zeitleiste, Vorschläge und Training arbeiten weiter: Sie lesen die Datei selbst.',
  findFile: 'Datei suchen',
  whereIs: 'Wo liegt {title} jetzt?',
  cannotPlay: 'Dieses Fenster kann {codec} in dieser Datei nicht abspielen.',
  proxyExplained:
    'Ein Proxy, eine Kopie in abspielbarer Form, zeigt jedes Bild des Originals; Labels bleiben am Original.',
  makeProxy: 'Proxy erstellen',
  makeAgain: 'Neu erstellen',
  proxyBroken: 'Der Proxy dieses Videos lässt sich nicht abspielen.',
  proxyCancelled: 'Das Erstellen des Proxys wurde abgebrochen.',
  makingProxy: 'Proxy wird erstellt',
  proxyWaiting: 'Wartet, bis es an der Reihe ist.',
  proxyFrames: '{done} von {total} Bildern',
  cancel: 'Abbrechen',
  proxyInfo: 'Proxy',
  proxyTip:
    'Spielt einen Proxy mit denselben Bildern ab, weil dieses Fenster {codec} nicht abspielen kann. Labels stehen in Ticks des Originals.',
  proxyQuicker:
    'Spielt einen Proxy mit denselben Bildern ab, weil Sprünge im Video selbst lange dauern. Labels stehen in Ticks des Originals.',
  offer: 'Proxy?',
  offerMaking: 'Proxy …',
  quicker: 'Schneller mit Proxy',
  slowJumps:
    'Nur jedes {apart, number}. Bild dieses Videos steht für sich. Für einen Sprung werden bis zu so viele Bilder dekodiert.',
  quickerExplained:
    'Ein Proxy, eine Kopie, in der es jedes 15. ist, zeigt jedes Bild des Originals mit höchstens 1920 Pixeln an der längeren Seite; Labels bleiben am Original.',
  proxies: 'Proxys',
  proxiesExplained:
    'Kopien von Videos, die dieses Fenster nicht abspielen kann oder in denen Sprünge lange dauern. Sie lassen sich jederzeit löschen und werden bei Bedarf neu erstellt.',
  proxyUsage:
    '{files, plural, =0 {Keine Proxys} one {# Proxy} other {# Proxys}}, {size}. Der Cache belegt {cache} von höchstens {limit}; am längsten Unbenutztes wird zuerst entfernt.',
  proxyAutomatic: 'Proxys ungefragt erstellen, wenn ein nicht abspielbares Video geöffnet wird',
  deleteProxy: 'Diesen löschen',
  deleteProxies: 'Alle Proxys löschen',
} as const satisfies Translated<typeof english>;
