import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { type Owner, SendingFailed, sendFile } from '../../../data/send-file';
import { bytesInWords, contentTypeOf } from './files';

type Uploading =
  | { state: 'none' }
  | { state: 'sending'; file: File; sent: number }
  | { state: 'failed'; file: File; problem: string }
  | { state: 'there'; file: File; upload: string };

export interface Upload {
  now: Uploading;
  send(file: File): void;
  /** The same file once more. */
  retry(): void;
  /** Stops, and forgets the file. */
  forget(): void;
}

const MOST_BYTES = 2 * 1024 ** 3;
const NONE: Uploading = { state: 'none' };

/** Brings a file to the server: refused here where it cannot be right, and sent again as often as somebody likes. */
export function useUpload(owner: Owner): Upload {
  const { t } = useTranslation(['imports', 'frame']);
  const client = useClient();
  const [now, setNow] = useState<Uploading>(NONE);
  const line = useRef<AbortController | null>(null);
  const shop = owner.shop ?? null;
  const agency = owner.agency ?? null;
  useEffect(() => () => line.current?.abort(), []);

  const begin = useCallback(
    async (file: File) => {
      line.current?.abort();
      const mine = new AbortController();
      line.current = mine;
      const fail = (problem: string) => {
        if (line.current === mine) setNow({ state: 'failed', file, problem });
      };
      if (file.size === 0) return fail(t('upload.empty'));
      if (/^image\//.test(file.type)) return fail(t('upload.type'));
      if (file.size > MOST_BYTES) return fail(t('upload.tooLarge', { size: bytesInWords(file.size), most: bytesInWords(MOST_BYTES) }));
      setNow({ state: 'sending', file, sent: 0 });
      try {
        const upload = await sendFile(client, shop ? { shop } : { agency: agency! }, file, {
          contentType: contentTypeOf(file),
          onProgress: (sent) => line.current === mine && setNow({ state: 'sending', file, sent }),
          signal: mine.signal,
        });
        if (line.current === mine) setNow({ state: 'there', file, upload });
      } catch (problem) {
        if (!(problem instanceof SendingFailed)) return; // stopped: another file has its place
        fail(problem.message || (problem.status === 0 ? t('upload.network') : t('upload.status', { status: problem.status })));
      }
    },
    [client, shop, agency, t],
  );

  return {
    now,
    send: (file) => void begin(file),
    retry: () => {
      if (now.state === 'failed') void begin(now.file);
    },
    forget: () => {
      line.current?.abort();
      line.current = null;
      setNow(NONE);
    },
  };
}
