import type { Client } from 'urql';
import { graphql } from '../generated';
import { onThisServer } from './on-this-server';

const CreateUpload = graphql(`
  mutation CreateUpload($agency: ID, $shop: ID, $input: UploadCreateInput!) {
    uploadCreate(agency: $agency, shop: $shop, input: $input) {
      upload {
        id
        url
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Whose a file is: a shop's alone, or for every shop of an agency. */
export type Owner = { shop: string; agency?: undefined } | { agency: string; shop?: undefined };

/** Why a file did not arrive: the server's own sentence, or none where the line broke. */
export class SendingFailed extends Error {
  constructor(
    message: string,
    /** Of the answer; 0 where there was none. */
    readonly status = 0,
  ) {
    super(message);
  }
}

interface Sending {
  /** Left out, what the browser takes the file for. */
  contentType?: string;
  /** How many bytes have gone. */
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

/** Makes an upload, and PUTs the file there. Answers the upload's id. @throws {SendingFailed}; an AbortError where `signal` stopped it */
export async function sendFile(client: Client, owner: Owner, file: File, sending: Sending = {}): Promise<string> {
  const contentType = sending.contentType ?? file.type;
  const { shop = null, agency = null } = owner;
  const { data, error } = await client
    .mutation(CreateUpload, { shop, agency, input: { filename: file.name, contentType, bytes: file.size } })
    .toPromise();
  const upload = data?.uploadCreate?.upload;
  const refused = data?.uploadCreate?.userErrors.map(({ message }) => message).join(' ');
  if (!upload?.url) throw new SendingFailed(refused || (error?.graphQLErrors[0]?.message ?? ''));
  await put(onThisServer(upload.url), file, contentType, sending);
  return upload.id;
}

const put = (address: string, file: File, contentType: string, { onProgress, signal }: Sending): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new DOMException('Stopped', 'AbortError'));
    // fetch tells nothing of how far a body has gone.
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.setRequestHeader('Content-Type', contentType);
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new SendingFailed(sentenceIn(request.responseText), request.status)));
    request.onerror = () => reject(new SendingFailed(''));
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });

function sentenceIn(text: string): string {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? '';
  } catch {
    return ''; // a proxy's page: whoever asked says it in words of his own
  }
}
