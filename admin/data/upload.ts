/**
 * Sends a file to the address that `uploadCreate` has answered. The address names this deployment; the page's own host leads there too.
 * @param onProgress from 0 to 1
 * @throws {Error} with what the server said, or an empty message where it was not reached
 */
export function sendFile(url: string, file: Blob, onProgress: (share: number) => void, signal?: AbortSignal): Promise<void> {
  const { pathname, search } = new URL(url);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('PUT', pathname + search);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => (request.status < 300 ? done() : failed(new Error(sentenceIn(request.responseText))));
    request.onerror = () => failed(new Error(''));
    request.onabort = () => failed(new DOMException('Stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function sentenceIn(answer: string): string {
  try {
    const { message, error } = JSON.parse(answer) as { message?: string; error?: { message?: string } };
    return message ?? error?.message ?? '';
  } catch {
    return '';
  }
}
