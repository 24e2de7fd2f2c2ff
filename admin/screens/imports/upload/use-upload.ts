import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { CreateUpload } from './documents';
import { bytesInWords, contentTypeOf, SendingFailed, send } from './send';

/** Whose the file is: a shop's alone, or for every shop of an agency. */
export type Owner = { shop: string; agency?: undefined } | { agency: string; shop?: undefined };

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
      const input = { filename: file.name, contentType: contentTypeOf(file), bytes: file.size };
      const { data, error } = await client.mutation(CreateUpload, { shop, agency, input }).toPromise();
      const made = data?.uploadCreate;
      if (error || !made) return fail(error?.graphQLErrors[0]?.message ?? t('upload.network'));
      const upload = made.upload;
      if (!upload?.url) return fail(made.userErrors.map(({ message }) => message).join(' '));
      try {
        await send(upload.url, file, (sent) => line.current === mine && setNow({ state: 'sending', file, sent }), mine.signal);
        if (line.current === mine) setNow({ state: 'there', file, upload: upload.id });
      } catch (problem) {
        if (!(problem instanceof SendingFailed)) return;
        fail(problem.status === 0 ? t('upload.network') : problem.message || t('upload.status', { status: problem.status }));
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
