import type { MEDIA } from '../../../src/tasks/said/media.ts';

/** Was zur Datei eines Videos zu sagen ist: warum sie nicht taugt und was hilft, und was man sonst wissen sollte. */
export const media = {
  fileIsFolder: '„{path}“ ist ein Ordner, kein Video. Die Videodateien darin wählen.',
  fileIsNoFile:
    '„{path}“ ist {what, select, pipe {eine benannte Pipe} socket {ein Socket} device {ein Gerät} other {etwas anderes}}, keine Videodatei. Das Video in eine gewöhnliche Datei kopieren und diese wählen.',
  fileEmpty: '„{path}“ ist leer (0 Byte). Das Video noch einmal kopieren oder herunterladen.',
  fileNotThere:
    '„{path}“ ist nicht da. Wurde es verschoben oder umbenannt, dort noch einmal wählen, wo es jetzt liegt.',
  fileLinksInCircle: '„{path}“ ist ein Link, der im Kreis führt. Die Videodatei selbst wählen.',
  fileDenied:
    '„{path}“ darf unter diesem Benutzer nicht gelesen werden. Leserecht geben oder in einen eigenen Ordner kopieren.',
  fileUnreadable:
    '„{path}“ konnte nicht gelesen werden ({reason}). Den Datenträger oder Netzort prüfen, auf dem es liegt.',
  fileStalled:
    '„{path}“ konnte nicht gelesen werden: Das Medienwerkzeug kam nicht voran und wurde beendet. Die Datei auf einen lokalen Datenträger kopieren und noch einmal versuchen.',
  fileCrashedTool:
    '„{path}“ konnte nicht gelesen werden: Das Medienwerkzeug stürzte daran ab. Die Datei in MP4 (H.264) umwandeln oder ein neueres ffmpeg installieren.',
  pictureTooLarge:
    '„{path}“ gibt Bilder von {width} x {height} Pixeln an; gelesen werden höchstens 67 Millionen Pixel (8192 x 8192). Kleiner umwandeln und das wählen.',
  pictureSizeless:
    '„{path}“ sagt nicht, wie groß seine Bilder sind, sie lassen sich also nicht dekodieren. Noch einmal kopieren oder herunterladen.',
  fileIsPlaylist:
    '„{path}“ ist eine Wiedergabeliste (HLS), kein Video. Das Video wählen, aus dem sie entstand.',
  fileIsList: '„{path}“ ist eine Liste von Dateien (ffconcat), kein Video. Die Dateien darin wählen.',
  fileIsPicture: '„{path}“ ist ein stehendes Bild ({kind}), kein Video. Eine Videodatei wählen.',
  fileIsText: '„{path}“ ist eine Textdatei, kein Video. Eine Videodatei wählen.',
  fileUnfinished:
    '„{path}“ wurde nie fertig: Der Index (moov) fehlt, weil Aufnahme, Export oder Download abbrachen. Noch einmal machen oder kopieren; ein Reparaturwerkzeug kann retten, was da ist.',
  fileUnknownFormat:
    '„{path}“ ist kein Video in einem Format, das dieses Programm liest ({reason}). Zeigt es ein anderes Programm, dort in MP4 (H.264) umwandeln und das wählen.',
  decodingStalled:
    'Das Dekodieren {what, select, sound {des Tons} other {der Bilder}} von „{path}“ kam nicht voran und wurde beendet. Die Datei auf einen lokalen Datenträger kopieren und noch einmal versuchen.',
  decodingFailed:
    '{what, select, sound {Der Ton} other {Die Bilder}} von „{path}“ {what, select, sound {lässt} other {lassen}} sich nicht dekodieren ({reason}). Noch einmal kopieren oder herunterladen, oder in MP4 (H.264) umwandeln.',
  fileDamaged:
    '„{path}“ ist beschädigt: Kopf oder Zeiten ergeben keinen Sinn. Noch einmal kopieren oder herunterladen.',
  noPictureRead:
    '„{path}“ hat eine Videospur, aber kein einziges Bild lässt sich daraus lesen. Noch einmal kopieren oder herunterladen.',
  noPictureDecoded:
    '„{path}“ hat eine Videospur, aber kein einziges Bild davon lässt sich dekodieren. Noch einmal kopieren oder herunterladen.',
  clockRestarts:
    '„{path}“ beginnt seine Uhr bei {at} von vorn, die Zeiten sind also mehrdeutig: Aufnahmen wurden verbunden, ohne die Zeiten anzupassen. Erst umwandeln, etwa mit „ffmpeg -i ALT -c copy NEU.mp4“.',
  onlySound: '„{path}“ hat Ton, aber keine bewegten Bilder. Eine Datei mit Video wählen.',
  noMovingPictures: '„{path}“ enthält keine bewegten Bilder. Eine Datei mit Video wählen.',
  unknownCodec:
    '„{path}“ enthält Bilder in einem Codec, den das benutzte ffmpeg nicht kennt. Mit dem Programm, aus dem es stammt, in MP4 (H.264) umwandeln oder ein neueres ffmpeg installieren.',
  decodedSoFar:
    '„{path}“ lässt sich nur bis {at} von {end} dekodieren. Noch einmal kopieren oder herunterladen, oder dort abschneiden.',

  hadToBeDecoded:
    '„{path}“ musste dekodiert werden, um zu erfahren, wann jedes Bild erscheint, denn {doubt, select, untimed {die Pakete sagen nicht, wann jedes Bild erscheint} shared {einige Pakete teilen sich eine Anzeigezeit} partial {es beginnt nicht mit einem ganzen Bild} other {die Bilder sind im Zeilensprung und können in zwei Hälften kommen}}; das Öffnen dauert länger.',
  cutShort:
    '„{path}“ bricht bei {at} von {end} ab. Was da ist, lässt sich benutzen; für den Rest noch einmal kopieren oder herunterladen.',
  soundEmpty: '„{path}“ hat eine Tonspur ohne Ton.',
  soundUndecodable: 'Der Ton von „{path}“ lässt sich nicht dekodieren; die Bilder lassen sich benutzen.',
} as const satisfies Readonly<Record<keyof typeof MEDIA, string>>;
