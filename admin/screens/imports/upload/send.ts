/** Where files go to: the server's own address is that of the page, whatever it calls itself. */
export const onThisServer = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** Why a file did not arrive: the server's own sentence, its status, or nothing at all where the line broke. */
export class SendingFailed extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** PUTs a file and tells how far it is. @throws {SendingFailed} */
export function send(url: string, file: File, onProgress: (sent: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of how far a body has gone.
    const request = new XMLHttpRequest();
    request.open('PUT', onThisServer(url));
    request.setRequestHeader('Content-Type', contentTypeOf(file));
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new SendingFailed(request.status, sentenceIn(request.responseText))));
    request.onerror = () => reject(new SendingFailed(0, ''));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.send(file);
  });
}

function sentenceIn(text: string): string {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? '';
  } catch {
    return '';
  }
}

const BY_EXTENSION: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  json: 'application/json',
  jsonl: 'application/jsonl',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
  zip: 'application/zip',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** By its name, since browsers know few of these; what a file is, its content tells. */
export const contentTypeOf = ({ name }: Pick<File, 'name'>): string =>
  BY_EXTENSION[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';

const UNITS = ['B', 'KB', 'MB', 'GB'];

/** `1.4 MB` */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
