import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useAgency } from '../../app/place';
import { sendFile } from '../../data/upload';
import { graphql } from '../../generated';
import type { InspectForShopsMutation } from '../../generated/graphql';
import { draft } from '../../ui/draft';

const CreateUpload = graphql(`
  mutation CreateAgencyUpload($agency: ID!, $input: UploadCreateInput!) {
    uploadCreate(agency: $agency, input: $input) {
      upload {
        id
        filename
        url
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

const InspectForShops = graphql(`
  mutation InspectForShops($agency: ID!, $upload: ID!) {
    uploadInspect(agency: $agency, upload: $upload) {
      inspection {
        format
        confidence
        reason
        encoding
        delimiter
        columns {
          name
          samples
          field
          confidence
        }
        refusal {
          code
          message
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export type Inspection = NonNullable<NonNullable<InspectForShopsMutation['uploadInspect']>['inspection']>;

interface Kept {
  id: string;
  filename: string;
}

/** A file for the agency's shops: sent, looked at, and found again after leaving the page. */
export function useUpload() {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const client = useClient();
  const { id: agency } = useAgency();
  const key = `import-upload.${agency}`;
  const [upload, setUpload] = useState<Kept | null>(() => draft.read<Kept>(key));
  /** From 0 to 1 while the file is on its way. */
  const [sending, setSending] = useState<number | null>(null);
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const forget = () => {
    abort.current?.abort();
    draft.forget(key);
    setUpload(null);
    setInspection(null);
    setProblem(null);
    setSending(null);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a file is looked at once
  useEffect(() => {
    if (!upload || inspection) return;
    let gone = false;
    void client
      .mutation(InspectForShops, { agency, upload: upload.id })
      .toPromise()
      .then(({ data, error }) => {
        if (gone) return;
        const answer = data?.uploadInspect;
        if (answer?.inspection) return setInspection(answer.inspection);
        // It was removed meanwhile, or never arrived.
        if (answer) forget();
        setProblem(answer?.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? t('frame:failed.network'));
      });
    return () => {
      gone = true;
    };
  }, [upload, client, agency]);

  const send = async (file: File) => {
    forget();
    setSending(0);
    const input = { filename: file.name, contentType: file.type || 'application/octet-stream', bytes: file.size };
    const { data, error } = await client.mutation(CreateUpload, { agency, input }).toPromise();
    const made = data?.uploadCreate?.upload;
    if (!made?.url) {
      setSending(null);
      setProblem(data?.uploadCreate?.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? t('frame:failed.network'));
      return;
    }
    abort.current = new AbortController();
    try {
      await sendFile(made.url, file, setSending, abort.current.signal);
    } catch (failure) {
      if ((failure as Error).name !== 'AbortError') setProblem((failure as Error).message || t('frame:failed.network'));
      setSending(null);
      return;
    }
    setSending(null);
    const kept = { id: made.id, filename: made.filename };
    draft.keep(key, kept);
    setUpload(kept);
  };

  return { upload, sending, inspection, problem, send, forget };
}
